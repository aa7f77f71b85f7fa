package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TestTokens;
import dev.taskcast.harness.TokenEndpoint;
import dev.taskcast.library.StandInHandler;
import dev.taskcast.library.StandInLogin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * With each example of docs/kafka-security.md, events come through a real broker that requires it. SCRAM:
 * {@link SecuredBrokerIT}.
 */
class KafkaSecurityIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration REFUSED = Duration.ofSeconds(10);
    /** The secret contains a text that MicroProfile Config would take for an expression. */
    private static final String SECRET = "the-${secret}-of-a-client";

    private static final Path FOLDER = Path.of("target/kafka-security").toAbsolutePath();
    private static TokenEndpoint endpoint;
    private static SecuredBroker broker;

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestTokens tokens = Gateway.tokens();
    private final String ada = Devices.user("ada");

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(FOLDER);
        endpoint = new TokenEndpoint("taskcast", SECRET);
        broker = new SecuredBroker(endpoint);
    }

    @AfterAll
    static void stop() {
        broker.close();
        endpoint.close();
    }

    @Test
    void aGatewayLogsInWithAPasswordFromAFileOverTls() throws Exception {
        String text =
                KafkaExample.of("PLAIN").at(broker, SecuredBroker.PASSWORD).text();
        Path file = Files.writeString(
                FOLDER.resolve("kafka.properties"),
                text + "sasl.mechanisms=PLAIN\nclient.id=in-the-file\ngroup.id=in-the-file\n");
        // The build sets this variable for all other tests.
        Map<String, String> variables = Map.of(
                "KAFKA_CONFIG_FILE", file.toString(), "KAFKA_BOOTSTRAP_SERVERS", "", "KAFKA_CLIENT_ID", "a-variable");
        try (GatewayProcess gateway = gateway("plain", variables)) {
            thenAnEventArrives(gateway);
            thenNothingShows(gateway, SecuredBroker.PASSWORD);
            assertThat(Files.readString(gateway.console()))
                    .contains(
                            "TCAST1025W: KAFKA_CONFIG_FILE has settings that no client of Kafka knows: sasl.mechanisms;"
                                    + " the nearest one is sasl.mechanism")
                    .contains(
                            "TCAST1026W: A value for the clients of Kafka has no effect: client.id, since KAFKA_CLIENT_ID is set")
                    .contains(
                            "TCAST1026W: A value for the clients of Kafka has no effect: group.id, which is the gateway's own")
                    .doesNotContain("in-the-file");
        }
    }

    /** The certificate is not for localhost, and the password is in another file. */
    @Test
    void aFileWithAnEmptyValueAndAProviderOfSettings() throws Exception {
        Path secrets = Files.createDirectories(FOLDER.resolve("secrets"));
        Files.writeString(secrets.resolve("password"), SecuredBroker.PASSWORD);
        String text = KafkaExample.of("PLAIN")
                .at(broker, "${secrets:" + secrets + ":password}")
                .with("bootstrap.servers=127.0.0.1", "bootstrap.servers=localhost")
                .text();
        Path file = Files.writeString(FOLDER.resolve("with-provider.properties"), text + """
                ssl.endpoint.identification.algorithm=
                config.providers=secrets
                config.providers.secrets.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
                """);
        Map<String, String> variables = Map.of("KAFKA_CONFIG_FILE", file.toString(), "KAFKA_BOOTSTRAP_SERVERS", "");
        try (GatewayProcess gateway = gateway("provider", variables)) {
            thenAnEventArrives(gateway);
            thenNothingShows(gateway, SecuredBroker.PASSWORD);
            assertThat(Files.readString(gateway.console())).doesNotContain("TCAST1025W", "TCAST1026W");
        }
    }

    @Test
    void aFileThatIsNotThereStopsTheStart() throws Exception {
        try (GatewayProcess gateway = gateway("no-file", Map.of("KAFKA_CONFIG_FILE", "/no/such/file"))) {
            Await.until(PATIENCE, () -> !gateway.isAlive(), "the end of the gateway, see " + gateway.console());
            assertThat(Files.readString(gateway.console()))
                    .contains(
                            "TCAST0005E: Not started: Setting KAFKA_CONFIG_FILE is '/no/such/file'; allowed is a file");
        }
    }

    @Test
    void aGatewayLogsInWithAClientCertificate() throws Exception {
        Map<String, String> variables = KafkaExample.of("A certificate of the client")
                .with("kafka.example.com:9093", broker.mutualAddress())
                .trusting(broker)
                .with("/certificates/client.pem", broker.clientCertificate().toString())
                .variables();
        try (GatewayProcess gateway = gateway("mutual", variables)) {
            thenAnEventArrives(gateway);
        }
    }

    /**
     * The limit is for all clients of a gateway together: those that read, write, watch, copy dead letters, and tell
     * who is online.
     */
    @Test
    void anEndpointThatRefusesATokenIsAskedLessOftenUntilItGivesOne() throws Exception {
        Map<String, String> variables = new HashMap<>(KafkaExample.of("OAUTHBEARER")
                .with("kafka.example.com:9093", broker.address())
                .trusting(broker)
                .with("https://login.example.com/token", endpoint.url())
                .with("the-secret", SECRET)
                .variables());
        variables.put("TASKCAST_KAFKA_DEAD_LETTER_TOPIC", "task-updates-dlq");
        variables.put("TASKCAST_PRESENCE_TOPIC", "presence");
        endpoint.refuse(503);
        GatewayFolder server = GatewayFolder.create("kafka-oauth");
        // Logs like another team's server that is not configured for Kafka.
        override(server, "logging.xml", "<server><logging traceSpecification=\"*=info\"/></server>");
        try (GatewayProcess gateway = GatewayProcess.start(server, Ports.free(), limited(variables))) {
            awaitReason(gateway, "no token for Kafka: the endpoint answers with status 503");
            int before = endpoint.requests();
            Instant end = Instant.now().plus(REFUSED);
            Await.until(PATIENCE, () -> Instant.now().isAfter(end), "the end of the refusals");
            // The waits are 250 ms, 500 ms, 1 s, 2 s, 4 s and so on, each up to a half shorter.
            assertThat(endpoint.requests() - before).isBetween(1, 7);
            endpoint.refuse(0);
            thenAnEventArrives(gateway);
            thenNothingShows(gateway, SECRET);
            assertThat(Files.readString(gateway.console())).doesNotContain("temporarily_unavailable");
        }
    }

    /** The library's handler implements an interface of the WAR. Its login module brings the mechanism. */
    @Test
    void aMechanismThatALibraryOfTheServerBrings() throws Exception {
        Map<String, String> variables = KafkaExample.of("MSK with IAM")
                .with("b-1.example.kafka.eu-central-1.amazonaws.com:9098", broker.address())
                .with("software.amazon.msk.auth.iam.IAMLoginModule", StandInLogin.class.getName())
                .with("software.amazon.msk.auth.iam.IAMClientCallbackHandler", StandInHandler.class.getName())
                .variables();
        Map<String, String> all = new HashMap<>(variables);
        all.put("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
        all.put("KAFKA_SSL_TRUSTSTORE_LOCATION", broker.certificate().toString());
        GatewayFolder server = GatewayFolder.create("library");
        Path configuration = server.console().getParent();
        jar(configuration.resolve("kafka-library/stand-in.jar"));
        override(
                server,
                "kafka-library.xml",
                KafkaExample.of("MSK with IAM", "xml").text());
        try (GatewayProcess gateway = GatewayProcess.start(server, Ports.free(), limited(all))) {
            thenAnEventArrives(gateway);
        }
    }

    private static void override(GatewayFolder server, String name, String xml) throws IOException {
        Path overrides = server.console().getParent().resolve("configDropins/overrides");
        Files.createDirectories(overrides);
        Files.writeString(overrides.resolve(name), xml);
    }

    private static GatewayProcess gateway(String name, Map<String, String> variables) {
        return GatewayProcess.start(GatewayFolder.create("kafka-" + name), Ports.free(), limited(variables));
    }

    private static Map<String, String> limited(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("JVM_ARGS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return all;
    }

    private void thenAnEventArrives(GatewayProcess gateway) throws Exception {
        gateway.awaitReady();
        URI uri = gateway.uri("/");
        String event = Topic.event("task.updated", "\"user_id\":\"" + ada + "\"", "{\"id\":1}");
        try (RawSocket device = RawSocket.welcomed(uri, tokens.of(ada))) {
            assertThat(Backend.publisher(uri, tokens).post(Backend.JSON, event).statusCode())
                    .isEqualTo(202);
            assertThat(device.text()).contains("\"task_update\"", "\"task\":{\"id\":1}");
        }
    }

    private static void thenNothingShows(GatewayProcess gateway, String secret) throws IOException {
        try (Stream<Path> files = Files.walk(gateway.console().getParent())) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            assertThat(logs).hasSizeGreaterThan(1);
            for (Path log : logs) {
                assertThat(Target.read(log).contains(secret))
                        .as("a secret in %s", log)
                        .isFalse();
            }
        }
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

    /** The library, which contains nothing of Kafka. */
    private static void jar(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String name = StandInLogin.class.getPackageName().replace('.', '/');
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream jar = new ZipOutputStream(out);
                Stream<Path> classes = Files.list(Path.of("target/test-classes", name))) {
            for (Path each : classes.toList()) {
                jar.putNextEntry(new ZipEntry(name + "/" + each.getFileName()));
                Files.copy(each, jar);
            }
        }
    }
}
