package dev.taskcast.edge;

import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TokenEndpoint;
import dev.taskcast.library.StandInLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker whose clients must use TLS and authenticate: on one listener by SASL with any mechanism, on another by a
 * certificate.
 *
 * <p>The JDK's keytool creates the certificates. The broker also has the plain listener of every test broker, for the
 * tests themselves.
 */
final class SecuredBroker implements AutoCloseable {
    static final String USER = "taskcast";
    static final String PASSWORD = "a-password-that-only-this-test-uses";

    private static final String STORE_PASSWORD = "of-the-key-store";
    private static final int ITERATIONS = 4096;
    private static final String LISTENER = "listener.name.secured.";
    private static final String MODULES = "org.apache.kafka.common.security.";

    private final int port = Ports.free();
    private final int mutualPort = Ports.free();
    private final Path folder = Path.of("target/secured-" + port).toAbsolutePath();
    private final KafkaBroker broker = new KafkaBroker(Ports.free(), folder.resolve("kafka"));

    /** A broker that accepts passwords, by SCRAM. */
    SecuredBroker() throws Exception {
        this(Map.of("sasl.enabled.mechanisms", "SCRAM-SHA-512"));
    }

    /** A broker that accepts passwords, tokens of {@code endpoint}, certificates, and the mechanism of a library. */
    SecuredBroker(TokenEndpoint endpoint) throws Exception {
        this(everything(endpoint), "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + endpoint.keysUrl());
    }

    private SecuredBroker(Map<String, String> settings, String... options) throws Exception {
        Files.createDirectories(folder);
        keytool(
                "broker",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=broker",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2");
        keytool("broker", "-exportcert", "-rfc", "-file", certificate().toString());
        keytool("client", "-genkeypair", "-keyalg", "EC", "-dname", "CN=taskcast", "-validity", "2");
        keytool(
                "client",
                "-exportcert",
                "-rfc",
                "-file",
                folder.resolve("client-only.pem").toString());
        Files.writeString(clientCertificate(), privateKey() + Files.readString(folder.resolve("client-only.pem")));
        for (String option : options) {
            broker.option(option);
        }
        broker.with(listeners()).with(settings).start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            ScramCredentialInfo kind = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, kind, PASSWORD)))
                    .all()
                    .get();
        }
    }

    private Map<String, String> listeners() {
        String listeners = "SECURED://" + address() + ",MUTUAL://" + mutualAddress();
        return Map.of(
                "listeners",
                listeners,
                "advertised.listeners",
                listeners,
                "listener.security.protocol.map",
                "SECURED:SASL_SSL,MUTUAL:SSL",
                LISTENER + "scram-sha-512.sasl.jaas.config",
                MODULES + "scram.ScramLoginModule required;",
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                store("broker").toString(),
                "ssl.keystore.password",
                STORE_PASSWORD,
                "listener.name.mutual.ssl.client.auth",
                "required",
                "listener.name.mutual.ssl.truststore.type",
                "PEM",
                "listener.name.mutual.ssl.truststore.location",
                folder.resolve("client-only.pem").toString());
    }

    private static Map<String, String> everything(TokenEndpoint endpoint) {
        String oauth = LISTENER + "oauthbearer.sasl.";
        return Map.of(
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-512,PLAIN,OAUTHBEARER,AWS_MSK_IAM",
                LISTENER + "plain.sasl.jaas.config",
                MODULES + "plain.PlainLoginModule required user_" + USER + "=\"" + PASSWORD + "\";",
                LISTENER + "aws_msk_iam.sasl.jaas.config",
                StandInLogin.class.getName() + " required;",
                oauth + "jaas.config",
                MODULES + "oauthbearer.OAuthBearerLoginModule required;",
                oauth + "server.callback.handler.class",
                MODULES + "oauthbearer.OAuthBearerValidatorCallbackHandler",
                "sasl.oauthbearer.jwks.endpoint.url",
                endpoint.keysUrl(),
                "sasl.oauthbearer.expected.issuer",
                TokenEndpoint.ISSUER,
                "sasl.oauthbearer.expected.audience",
                TokenEndpoint.AUDIENCE);
    }

    /** The address of the listener with SASL. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** The address of the listener that requires a certificate. */
    String mutualAddress() {
        return "127.0.0.1:" + mutualPort;
    }

    /** The certificate that clients must trust. */
    Path certificate() {
        return folder.resolve("broker.pem");
    }

    /** The key and certificate of a client that the broker trusts. */
    Path clientCertificate() {
        return folder.resolve("client.pem");
    }

    private Path store(String owner) {
        return folder.resolve(owner + ".p12");
    }

    private String privateKey() throws Exception {
        KeyStore store = KeyStore.getInstance(store("client").toFile(), STORE_PASSWORD.toCharArray());
        Key key = store.getKey("client", STORE_PASSWORD.toCharArray());
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private void keytool(String owner, String command, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-alias",
                owner,
                "-keystore",
                store(owner).toString(),
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
