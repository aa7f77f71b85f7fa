package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The image has the Java that is measured and the package that Maven makes, and it fits the pod and the documents. The
 * test reads the files, and builds no image.
 */
class ContainerfileTest {
    private static final Document IMAGE = Document.of("Containerfile");
    private static final Document POD = Document.of("kubernetes.yaml");

    @Test
    void everyStageHasTheSameExactJavaVersion() {
        List<String> bases = IMAGE.found("(?m)^FROM (\\S+)");
        assertThat(bases).isNotEmpty().allMatch(bases.get(0)::equals);
        assertThat(bases.get(0)).matches("eclipse-temurin:25\\.\\d+\\.\\d+_\\d+-jre-noble");
    }

    @Test
    void itHoldsWhatTheDocumentsHavePackaged() {
        assertThat(IMAGE.found("(?m)^(?:ADD|COPY) (target/\\S+)")).containsExactly("target/taskcast.tar.gz");
        assertThat(Document.of("pom.xml").text())
                .contains("<packageType>tar.gz</packageType><include>minify</include>");
        for (String path : List.of("Containerfile", "README.md", "docs/kubernetes.md", "docs/without-containers.md")) {
            assertThat(Document.of(path).text()).as(path).contains("mvn -DskipTests package liberty:package\n");
        }
    }

    @Test
    void theImageHasTheUserAndThePortsOfThePod() {
        assertThat(IMAGE.found("(?m)^USER (.*)$"))
                .containsExactly(POD.found("runAsUser: (.*)").get(0)
                        + ":"
                        + POD.found("runAsGroup: (.*)").get(0));
        assertThat(IMAGE.found("(?m)^EXPOSE (.*)$"))
                .containsExactly(String.join(" ", POD.found("containerPort: (\\d+)")));
    }

    @Test
    void theFoldersThatItWritesToAreMountedInThePod() {
        List<String> mounts = POD.found("mountPath: (\\S+)");
        List<String> written = IMAGE.found("(?:WLP_OUTPUT_DIR|LOG_DIR)=(\\S+)");
        assertThat(written).hasSize(2);
        assertThat(mounts).containsAll(written).contains("/tmp").hasSize(3);
        assertThat(IMAGE.found("chown 1001:0 (\\S+ \\S+)").get(0).split(" "))
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void itHasTheProgramOfThePreStopHook() {
        assertThat(POD.found("preStop:\\s+exec:\\s+command:\\s+- (\\S+)")).containsExactly("curl");
        assertThat(IMAGE.found("apt-get install -y --no-install-recommends (\\S+)"))
                .containsExactly("curl");
    }
}
