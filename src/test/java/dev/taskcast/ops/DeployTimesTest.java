package dev.taskcast.ops;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.DrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The times of kubernetes.yaml and the times of a drain add up. */
class DeployTimesTest {
    /** The time that the server needs after SIGTERM when all devices have left. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final DrainSettings drain = settings().drain();
    private final Duration answer = drain.rotationTime().plus(drain.time()).plus(DrainServlet.GRACE);

    @Test
    void theHookWaitsForTheAnswerHoweverLateItIs() throws IOException {
        assertThat(seconds("\"--max-time\", \"(\\d+)\"")).isGreaterThanOrEqualTo(answer);
    }

    @Test
    void thePodIsNotKilledBeforeTheHookAndTheSignalAreOver() throws IOException {
        assertThat(seconds("terminationGracePeriodSeconds: (\\d+)"))
                .isGreaterThanOrEqualTo(seconds("\"--max-time\", \"(\\d+)\"")
                        .plus(drain.signalTime())
                        .plus(SHUTDOWN));
    }

    /** Kubernetes gives a pod 30 s by default, and the operator cannot change it. */
    @Test
    void theOperatorsPodDrainsByTheSignalWithinTheTimeThatKubernetesGives() throws IOException {
        assertThat(seconds("deploy/open-liberty-operator/kustomization.yaml", "SIGNAL_TIME=(\\d+)s")
                        .plus(SHUTDOWN))
                .isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    /** This covers a load balancer that asks for readiness itself, instead of Kubernetes. */
    @Test
    void theRotationTimeCoversTheReadinessProbe() throws IOException {
        Duration period = seconds("readinessProbe:(?s).*?periodSeconds: (\\d+)");
        Duration timeout = seconds("readinessProbe:(?s).*?timeoutSeconds: (\\d+)");
        long failures =
                seconds("readinessProbe:(?s).*?failureThreshold: (\\d+)").toSeconds();
        assertThat(drain.rotationTime())
                .isGreaterThanOrEqualTo(period.multipliedBy(failures).plus(timeout));
    }

    @Test
    void theDocumentNamesTheSameSum() throws IOException {
        long beside = SHUTDOWN.plus(DrainServlet.GRACE).toSeconds();
        assertThat(Files.readString(Path.of("docs/operations.md")).replaceAll("\\s+", " "))
                .contains("the rotation time, the drain time, the signal time and " + beside
                        + " s together; `kubernetes.yaml`" + " has "
                        + seconds("terminationGracePeriodSeconds: (\\d+)").toSeconds());
    }

    private static Duration seconds(String pattern) throws IOException {
        return seconds("deploy/base/deployment.yaml", pattern);
    }

    private static Duration seconds(String file, String pattern) throws IOException {
        Matcher number = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
        assertThat(number.find()).as(pattern).isTrue();
        return Duration.ofSeconds(Long.parseLong(number.group(1)));
    }
}
