package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that cannot do its job safely does not start, and says why in one line. */
class StartIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @Test
    void productionWithoutAnyKeyDoesNotStart() throws IOException {
        assertRefused("no-key", Map.of("BETTER_AUTH_SECRET", ""), "Nobody's tokens would be believed");
    }

    @Test
    void aSettingThatMakesNoSenseIsNamedWithItsRange() throws IOException {
        assertRefused(
                "bad-setting",
                Map.of("TASKCAST_SESSION_HEARTBEAT", "soon"),
                "Setting taskcast.session.heartbeat is 'soon'; allowed is a duration");
    }

    @Test
    void developmentModeDoesNotStartInACluster() throws IOException {
        assertRefused(
                "cluster",
                Map.of("TASKCAST_MODE", "development", "KUBERNETES_SERVICE_HOST", "10.0.0.1"),
                "taskcast.mode=development hands out tokens and does not start in a Kubernetes cluster");
    }

    private static void assertRefused(String name, Map<String, String> environment, String line) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers());
        GatewayFolder folder = GatewayFolder.create(name);
        try (GatewayProcess gateway = GatewayProcess.start(folder, Ports.free(), all)) {
            Await.until(DEADLINE, () -> Files.readString(gateway.console()).contains("CWWKZ0012I"), "the refusal");
            assertThat(Files.readString(gateway.console())).contains("TASKCAST Not started: " + line);
            Await.until(DEADLINE, () -> !gateway.isReady(), "an answer of the health check");
        }
    }
}
