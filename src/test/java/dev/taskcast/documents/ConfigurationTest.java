package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.SettingValues;
import dev.taskcast.config.ShippedSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference of settings, docs/configuration.md, the code and the manifests name the same settings. */
class ConfigurationTest {
    private static final Document CONFIGURATION = Document.of("docs/configuration.md");
    private static final Document SERVER = Document.of("src/main/liberty/config/server.xml");
    private static final Document TLS = Document.of("deploy/tls/tls.xml");
    private static final Document KUBERNETES = Document.of("kubernetes.yaml");

    /** The channel's connector reads it, not a settings record. */
    private static final String BROKERS = "mp.messaging.connector.taskcast-kafka.bootstrap.servers";

    @Test
    void everySettingIsDocumentedWithItsDefault() {
        Map<String, String> documented = new LinkedHashMap<>();
        CONFIGURATION.section("Every setting").rows().forEach(row -> documented.put(row.get(0), row.get(1)));
        Map<String, String> shipped = Shipped.forOperators();

        assertThat(shipped).hasSizeGreaterThan(60);
        assertThat(documented).containsExactlyInAnyOrderEntriesOf(shipped);
    }

    @Test
    void everySettingIsReadAndEveryOneThatIsReadIsInTheReference() {
        Set<String> shipped = Shipped.forOperators().keySet().stream()
                .filter(key -> !key.equals(BROKERS))
                .collect(Collectors.toSet());
        Set<String> read = keysThatAreRead();
        // The server's own settings; some of ours are compared with them.
        read.removeIf(name -> !shipped.contains(name) && isOfTheServer(name));
        assertThat(read).containsExactlyInAnyOrderElementsOf(shipped);
    }

    @Test
    void theServersVariablesAreDocumentedWithTheirDefaults() {
        Map<String, String> documented = new HashMap<>();
        CONFIGURATION.section("How to set one").rows().stream()
                .filter(row -> row.size() == 3)
                .forEach(row -> documented.put(row.get(0), row.get(1)));
        Map<String, String> declared = new HashMap<>();
        SERVER.matches("<variable name=\"(\\w+)\" defaultValue=\"([^\"]*)\"/>")
                .forEach(variable -> declared.put(variable.group(1), variable.group(2)));

        assertThat(declared).isNotEmpty();
        assertThat(documented).containsAllEntriesOf(declared);
        assertThat(SERVER.found("\\$\\{(\\w+)\\}"))
                .as("variables that are used")
                .containsAll(declared.keySet());
    }

    @Test
    void manifestsSetOnlyWhatSomebodyReads() {
        List<String> variables = new ArrayList<>();
        for (Document manifest : Document.under("deploy", ".yaml")) {
            variables.addAll(manifest.found("(?m)^ +- (?:name: )?([A-Z][A-Z0-9_]+)(?:=.*)?$"));
        }
        for (Document settings : Document.under("deploy", ".env")) {
            variables.addAll(settings.found("(?m)^([A-Z][A-Z0-9_]+)="));
        }
        Set<String> known = Shipped.forOperators().keySet().stream()
                .map(ConfigurationTest::variable)
                .collect(Collectors.toSet());
        known.addAll(SERVER.found("<variable name=\"(\\w+)\""));
        Shipped.forOperators()
                .values()
                .forEach(value -> known.addAll(new Document(KUBERNETES.path(), value).found("^\\$\\{(\\w+):")));

        assertThat(variables)
                .contains(
                        "BETTER_AUTH_SECRET",
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "TASKCAST_SOCKET_ORIGINS",
                        "TASKCAST_DRAIN_SIGNAL_TIME");
        assertThat(variables)
                .allMatch(name -> known.contains(name) || name.startsWith("KAFKA_") || name.startsWith("WLP_LOGGING_"));
    }

    @Test
    void kubernetesDrainsOnThePortOfTheDrain() {
        assertThat(KUBERNETES.text())
                .contains("http://127.0.0.1:"
                        + SERVER.found("\"LOCAL_PORT\" defaultValue=\"(\\d+)\"").get(0) + "/drain");
    }

    @Test
    void variablesThatDocumentsNameAreSettings() {
        Set<String> known = Shipped.forOperators().keySet().stream()
                .map(ConfigurationTest::variable)
                .collect(Collectors.toSet());
        for (String path : List.of("README.md", "docs/configuration.md", "docs/operations.md", "docs/publishing.md")) {
            assertThat(known).as(path).containsAll(Document.of(path).found("\\b(TASKCAST_[A-Z_]+)\\b"));
        }
    }

    private static boolean isOfTheServer(String name) {
        String declaration = "<variable name=\"" + name + "\" ";
        return SERVER.text().contains(declaration) || TLS.text().contains(declaration);
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Reads all settings twice, with an issuer called N: public keys are either inline or at a location. */
    private static Set<String> keysThatAreRead() {
        Set<String> read = new HashSet<>();
        for (String publicKey : List.of("mp.jwt.verify.publickey", "mp.jwt.verify.publickey.location")) {
            Map<String, String> settings = new HashMap<>(Shipped.settings());
            settings.replaceAll((key, value) -> ShippedSettings.resolved(value));
            settings.put("BETTER_AUTH_SECRET", "0123456789abcdef0123456789abcdef");
            settings.put("taskcast.auth.issuers", "N");
            settings.put("taskcast.auth.issuer.N.iss", "https://n");
            settings.put("taskcast.auth.issuer.N.jwks", "https://n/jwks");
            settings.put("taskcast.auth.issuer.N.audiences", "*");
            settings.put("mp.jwt.verify.token.age", "60");
            settings.put(publicKey, "https://key");
            SettingValues reader = new SettingValues(key -> {
                read.add(key);
                return Optional.ofNullable(settings.get(key));
            });
            ShippedSettings.readAll(reader);
        }
        return read;
    }
}
