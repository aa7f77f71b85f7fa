package dev.taskcast.edge;

import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker whose clients have to come over TLS and show a name and a password (SASL SCRAM-SHA-512).
 *
 * <p>Its certificate is made for it by the JDK's keytool. Beside that listener it has the plain one of every broker
 * of ours, for the tests themselves.
 */
final class SecuredBroker implements AutoCloseable {
    static final String USER = "taskcast";
    static final String PASSWORD = "a-password-that-only-this-test-uses";

    private static final String STORE_PASSWORD = "of-the-key-store";
    private static final int ITERATIONS = 4096;

    private final int port = Ports.free();
    private final Path folder = Path.of("target/secured-" + port).toAbsolutePath();
    private final KafkaBroker broker = new KafkaBroker(Ports.free(), folder.resolve("kafka"));

    SecuredBroker() throws Exception {
        Files.createDirectories(folder);
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=broker", "-ext", "SAN=ip:127.0.0.1", "-validity", "2");
        keytool("-exportcert", "-rfc", "-file", certificate().toString());
        String jaas = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
        broker.with(Map.of(
                        "listeners",
                        "SECURED://" + address(),
                        "advertised.listeners",
                        "SECURED://" + address(),
                        "listener.security.protocol.map",
                        "SECURED:SASL_SSL",
                        "sasl.enabled.mechanisms",
                        "SCRAM-SHA-512",
                        "listener.name.secured.scram-sha-512.sasl.jaas.config",
                        jaas,
                        "ssl.keystore.type",
                        "PKCS12",
                        "ssl.keystore.location",
                        store().toString(),
                        "ssl.keystore.password",
                        STORE_PASSWORD))
                .start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            ScramCredentialInfo kind = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, kind, PASSWORD)))
                    .all()
                    .get();
        }
    }

    /** The address of the secured listener. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** The certificate that clients have to trust. */
    Path certificate() {
        return folder.resolve("broker.pem");
    }

    private Path store() {
        return folder.resolve("broker.p12");
    }

    private void keytool(String command, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-alias",
                "broker",
                "-keystore",
                store().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD));
        all.addAll(List.of(options));
        Path output = folder.resolve("keytool.txt");
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError("keytool " + command + ": " + Files.readString(output));
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
