package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.Ports;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Health and console show why a real broker cannot be used, without a secret; the console also shows misspelt settings.
 */
class KafkaFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String WRONG = "a-password-that-the-broker-does-not-know";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theErrorsOfAWrongPasswordAndOfPlaintextInsteadOfTlsDiffer() throws Exception {
        try (SecuredBroker broker = new SecuredBroker();
                GatewayProcess stranger = start("wrong-password", password(broker));
                GatewayProcess plain =
                        start("plaintext-against-tls", Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.address()))) {
            awaitReason(stranger, "the broker refuses the user or the password of KAFKA_SASL_JAAS_CONFIG");
            String wantsTls = "no broker answers: the broker requires TLS: see KAFKA_SECURITY_PROTOCOL";
            awaitReason(plain, wantsTls);
            assertThat(health(plain))
                    .as("health, which any client of the device's port may read, without the broker's address")
                    .doesNotContain(broker.address());
            assertThat(Files.readString(plain.console())).contains(wantsTls + " (" + broker.address() + ")");
            assertThat(Files.readString(stranger.console()))
                    .contains(
                            "TCAST1016W: Kafka cannot be used: the broker refuses the user or the password",
                            "TCAST0004W: Unknown setting TASKCAST_SESION_HEARTBEAT;"
                                    + " the nearest one is TASKCAST_SESSION_HEARTBEAT",
                            "TCAST1018W: No client of Kafka has the setting KAFKA_SASL_MECHANISMS;"
                                    + " the nearest one is KAFKA_SASL_MECHANISM")
                    .doesNotContain(WRONG)
                    .as("one line for each unknown setting")
                    .doesNotContain("taskcast.sesion.heartbeat");
            assertThat(Files.readString(plain.console())).doesNotContain("Unknown setting");
        }
    }

    private static Map<String, String> password(SecuredBroker broker) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                broker.address(),
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_SASL_MECHANISM",
                "SCRAM-SHA-512",
                "KAFKA_SASL_MECHANISMS",
                "SCRAM-SHA-512",
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"taskcast\" password=\""
                        + WRONG + "\";",
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                broker.certificate().toString(),
                "TASKCAST_SESION_HEARTBEAT",
                "20s");
    }

    private static GatewayProcess start(String name, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("JVM_ARGS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return GatewayProcess.start(GatewayFolder.create(name), Ports.free(), all);
    }

    private void awaitReason(GatewayProcess gateway, String reason) {
        Await.until(PATIENCE, () -> health(gateway).contains(reason), reason + ", see " + gateway.console());
    }

    private String health(GatewayProcess gateway) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(gateway.uri("/health/ready")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
