package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that cannot do its job safely does not start, and says why in one line. */
class StartIT {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    @Test
    void productionWithoutAnyKeyDoesNotStart() throws Exception {
        Map<String, String> environment =
                Map.of("BETTER_AUTH_SECRET", "", "KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers());
        GatewayFolder folder = GatewayFolder.create("no-key");
        GatewayProcess gateway = GatewayProcess.start(folder, Ports.free(), environment);
        try (gateway) {
            Await.until(DEADLINE, () -> Files.readString(gateway.console()).contains("CWWKZ0012I"), "the refusal");
        }
        assertThat(Files.readString(gateway.console()))
                .contains("TASKCAST Not started: Nobody's tokens would be believed: set BETTER_AUTH_SECRET");
    }
}
