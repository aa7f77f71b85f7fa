package dev.taskcast.documents;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.taskcast.wire.CloseCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.Filter;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of the packages, and what every package must avoid. */
class ArchitectureTest {
    private static final String BASE = "dev.taskcast.";
    private static final List<String> ORDER =
            List.of("lines", "config", "wire", "auth", "events", "tracing", "log", "sessions", "admission", "presence");
    private static final List<String> EDGES =
            List.of("socket", "stream", "kafka", "ingest", "telemetry", "admin", "ops", "web", "demo");

    private static final Pattern NAMED = Pattern.compile("\\bdev\\.taskcast\\.([a-z]+)\\.[A-Z]");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.taskcast");

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Set<String> found = MAIN.stream()
                .map(type -> type.getPackageName().replaceFirst("^dev\\.taskcast\\.?", ""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> known = new ArrayList<>(ORDER);
        known.addAll(EDGES);
        assertThat(found).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void theDocumentHasTheSameOrder() {
        List<String> documented = Document.of("ARCHITECTURE.md")
                .section("The packages, in reading order")
                .column(1);
        List<String> expected = new ArrayList<>(ORDER);
        expected.addAll(EDGES);
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void anImportPointsOnlyToAnEarlierPackage() {
        for (int i = 0; i < ORDER.size(); i++) {
            List<String> later = new ArrayList<>(ORDER.subList(i + 1, ORDER.size()));
            later.addAll(EDGES);
            noClasses()
                    .that()
                    .resideInAPackage(BASE + ORDER.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(later))
                    .check(MAIN);
        }
    }

    /** A class file does not show types that only Javadoc names. */
    @Test
    void anImportForJavadocPointsToAnEarlierPackageToo() throws IOException {
        Path root = Path.of("src/main/java/dev/taskcast");
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                String own = root.relativize(file).getParent() == null
                        ? ""
                        : file.getParent().getFileName().toString();
                NAMED.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1))
                        .filter(other -> !own.isEmpty() && !mayImport(own, other))
                        .forEach(other -> wrong.add(root.relativize(file) + " names " + other));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean mayImport(String own, String other) {
        return own.equals(other)
                || ORDER.contains(other) && (EDGES.contains(own) || ORDER.indexOf(other) < ORDER.indexOf(own));
    }

    @Test
    void edgesNeverImportEachOther() {
        for (String edge : EDGES) {
            List<String> others =
                    EDGES.stream().filter(other -> !other.equals(edge)).toList();
            noClasses()
                    .that()
                    .resideInAPackage(BASE + edge)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(others))
                    .check(MAIN);
        }
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void onlyTheSocketEdgeKnowsWebSockets() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "socket")
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta.websocket.."))
                .check(MAIN);
    }

    /** Each edge has its own table of how a refusal looks on the wire. */
    @Test
    void packagesThatRefuseKnowNoCloseCode() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + "auth", BASE + "admission")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(CloseCode.class)
                .check(MAIN);
    }

    @Test
    void theIngestEdgeKnowsNoSessions() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "ingest")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "sessions")
                .check(MAIN);
    }

    @Test
    void onlyTheKafkaEdgeKnowsKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "kafka")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka.."))
                .check(MAIN);
    }

    /** OpenTelemetry may be missing on a server: then no class of that edge is loaded. */
    @Test
    void onlyTheEdgeOfTelemetryKnowsOpenTelemetry() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "telemetry")
                .should()
                .dependOnClassesThat(resideInAPackage("io.opentelemetry.."))
                .check(MAIN);
        assertThat(Document.of("src/main/webapp/WEB-INF/beans.xml").text())
                .contains("<exclude name=\"" + BASE + "telemetry.*\"/>");
    }

    @Test
    void theWireIsPureJavaAndJson() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "wire")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "tools.jackson..", BASE + "wire")
                .check(MAIN);
    }

    @Test
    void nobodySleepsOrPrints() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(MAIN);
        noClasses().should().accessField(System.class, "out").check(MAIN);
        noClasses().should().accessField(System.class, "err").check(MAIN);
    }

    /** A proxy needs a constructor that does nothing. The registry of sessions is the one application-scoped bean. */
    @Test
    void aBeanIsASingletonAndHasNoProxy() {
        assertThat(names(type -> type.isAnnotatedWith(ApplicationScoped.class))).containsExactly("SessionRegistry");
        assertThat(names(type -> isInjected(type) && !isMadeByTheWebContainer(type) && !isSingleton(type)))
                .containsExactly("SessionRegistry");
        assertThat(names(type -> isInjected(type) && type.tryGetConstructor().isPresent()))
                .containsExactly("SessionRegistry");
    }

    @Test
    void aBeanIsPublicOnlyForAnotherPackage() {
        assertThat(names(type -> (isSingleton(type) || isMadeByTheWebContainer(type))
                        && type.getModifiers().contains(JavaModifier.PUBLIC)
                        && type.getDirectDependenciesToSelf().stream()
                                .noneMatch(use ->
                                        !use.getOriginClass().getPackage().equals(type.getPackage()))))
                .isEmpty();
    }

    /** JAX-RS classes are exempt, because JAX-RS constructs them in its own way. */
    @Test
    void aBeanGetsItsDependenciesByItsConstructor() {
        assertThat(names(type -> !type.isAnnotatedWith(jakarta.ws.rs.Path.class)
                        && type.getFields().stream().anyMatch(field -> field.isAnnotatedWith(Inject.class))))
                .isEmpty();
    }

    /** A setting that is read late would be refused late. */
    @Test
    void theStartReadsAllSettingsThatAreMade() {
        assertThat(MAIN.get(BASE + "StartCheck").getMethods().stream()
                        .filter(method -> method.getName().equals("check"))
                        .flatMap(check -> check.getRawParameterTypes().stream()))
                .containsAll(MAIN.get(BASE + "config.SettingsProducer").getMethods().stream()
                        .filter(method -> method.isAnnotatedWith(Produces.class))
                        .map(JavaMethod::getRawReturnType)
                        .toList());
    }

    private static List<String> names(Predicate<JavaClass> kind) {
        return MAIN.stream().filter(kind).map(JavaClass::getSimpleName).toList();
    }

    private static boolean isSingleton(JavaClass type) {
        return type.isAnnotatedWith(Singleton.class);
    }

    private static boolean isInjected(JavaClass type) {
        return type.getConstructors().stream().anyMatch(made -> made.isAnnotatedWith(Inject.class));
    }

    private static boolean isMadeByTheWebContainer(JavaClass type) {
        return type.isAnnotatedWith(WebServlet.class) || type.isAssignableTo(Filter.class);
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> BASE + name).toArray(String[]::new);
    }
}
