package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients get the settings that an operator gave for Kafka, unchanged, and defaults that keep clients from doing harm.
 */
class ClientPropertiesTest {
    private static final String URL = "https://login.example.com/token";

    private final Map<String, String> settings = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
    private final ClientProperties properties =
            new ClientProperties(GivenConfig.of(settings, KafkaConfigSource.NAME), Clock.systemUTC());

    @AfterEach
    void forget() {
        properties.forget();
        System.clearProperty(TokenEndpoint.URLS);
        Security.removeProvider(StandIn.NAME);
    }

    /** MicroProfile Config would look for a setting that is named by the text in the braces. */
    @Test
    void aPasswordMayHoldWhatLooksLikeAnExpression() {
        settings.put("ssl.key.password", "a${b}c");
        assertThat(admin()).containsEntry("ssl.key.password", "a${b}c");
    }

    @Test
    void anExpressionInOurOwnDefaultsIsReplaced() {
        settings.put("bootstrap.servers", "${KAFKA_BOOTSTRAP_SERVERS:localhost:9092}");
        ClientProperties ours =
                new ClientProperties(GivenConfig.of(settings, "microprofile-config.properties"), Clock.systemUTC());
        assertThat(ours.of(AdminClientConfig.configNames())).containsEntry("bootstrap.servers", "replaced");
    }

    /** Kafka's own tools accept it too: without an algorithm, a certificate is not compared with the host. */
    @Test
    void anEmptyValueIsAValue() {
        settings.put("ssl.endpoint.identification.algorithm", "");
        assertThat(admin()).containsEntry("ssl.endpoint.identification.algorithm", "");
    }

    @Test
    void aSettingThatNoClientKnowsIsPassedOnToLibraries() {
        settings.put("my.handler.url", "https://example.com");
        settings.put("linger.ms", "5");
        assertThat(admin())
                .containsEntry("my.handler.url", "https://example.com")
                .doesNotContainKey("linger.ms");
    }

    /** A class of Kafka is the provider. Here it reads a folder with a file for each secret. */
    @Test
    void aProviderOfSettingsReplacesWhatStandsForAValue(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mechanism"), "PLAIN");
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "${secrets:" + folder + ":mechanism}");
        settings.put("config.providers", "secrets");
        settings.put("config.providers.secrets.class", DirectoryConfigProvider.class.getName());
        assertThat(admin())
                .containsEntry("sasl.mechanism", "PLAIN")
                .doesNotContainKeys("config.providers", "config.providers.secrets.class");
    }

    @Test
    void theReasonNamesTheSettingOfAMissingConfigProvider() {
        settings.put("config.providers", "secrets");
        settings.put("config.providers.secrets.class", "no.such.Provider");
        assertThat(RootCause.of(catchThrowable(this::admin)))
                .contains("KAFKA_CONFIG_PROVIDERS has a value that Kafka does not accept");
    }

    @Test
    void everyClientConnectsAgainLessAndLessOftenUpToFourSecondsUnlessAnOperatorSaysOtherwise() {
        for (Set<String> client :
                Set.of(AdminClientConfig.configNames(), ConsumerConfig.configNames(), ProducerConfig.configNames())) {
            assertThat(properties.of(client)).containsEntry("reconnect.backoff.max.ms", 4_000);
        }
        settings.put("reconnect.backoff.max.ms", "30000");
        assertThat(admin()).containsEntry("reconnect.backoff.max.ms", "30000");
    }

    @ParameterizedTest
    @ValueSource(strings = {URL, "http://localhost:8080/token", "http://127.0.0.1/token", "file:/var/run/token"})
    void onlyTheConfiguredTokenEndpointIsAllowedUntilTheApplicationEnds(String url) {
        oauth(url);
        admin();
        assertThat(System.getProperty(TokenEndpoint.URLS)).isEqualTo(url);
        properties.forget();
        assertThat(System.getProperty(TokenEndpoint.URLS)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://login.example.com/token", "http://localhost.example.com/", "https://a,https://b", "%"})
    void aUrlThatIsMalformedOrSendsASecretInPlainTextIsRefused(String url) {
        oauth(url);
        admin();
        assertThat(System.getProperty(TokenEndpoint.URLS)).isNull();
    }

    @Test
    void anEndpointThatAnOperatorAllowsStaysAllowed() {
        System.setProperty(TokenEndpoint.URLS, "https://another.example.com");
        oauth(URL);
        admin();
        properties.forget();
        assertThat(System.getProperty(TokenEndpoint.URLS)).isEqualTo("https://another.example.com");
    }

    @Test
    void theReasonForAnEndpointThatIsNotAllowedNamesTheSetting() {
        System.setProperty(TokenEndpoint.URLS, "https://another.example.com");
        oauth(URL);
        KafkaConnection connection =
                new KafkaConnection(GivenConfig.of(settings, KafkaConfigSource.NAME), Clock.systemUTC());
        assertThat(RootCause.of(catchThrowable(connection::producer)))
                .contains(
                        "KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL is not an address or a file that Kafka's clients may use");
    }

    /** By default, Kafka waits forever for a token, and repeats a request up to seven times in ten seconds. */
    @Test
    void aTokenIsRequestedOnceAndWithALimitOfTime() {
        oauth(URL);
        assertThat(admin())
                .containsEntry("sasl.login.connect.timeout.ms", 5_000)
                .containsEntry("sasl.login.read.timeout.ms", 5_000)
                .containsEntry("sasl.login.retry.backoff.max.ms", 0L);
        settings.put("sasl.login.retry.backoff.max.ms", "2000");
        assertThat(admin())
                .containsEntry("sasl.login.retry.backoff.max.ms", "2000")
                .doesNotContainKey("sasl.login.retry.backoff.ms");
    }

    /** The login module of the library registers the mechanism. MSK's library does the same. */
    @Test
    void aMechanismThatALibraryBringsIsTaken() {
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", StandIn.MECHANISM);
        settings.put("sasl.jaas.config", StandIn.class.getName() + " required;");
        assertThat(admin()).containsEntry("sasl.mechanism", StandIn.MECHANISM);
    }

    @Test
    void theReasonNamesTheSettingOfAMissingLoginModule() {
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "AWS_MSK_IAM");
        settings.put("sasl.jaas.config", "software.amazon.msk.auth.iam.IAMLoginModule required;");
        assertThat(RootCause.of(catchThrowable(this::admin)))
                .contains("KAFKA_SASL_JAAS_CONFIG names a login module that does not exist");
    }

    /** Java throws an error for the missing class. Without a check it would end the thread that asks for a client. */
    @Test
    void aLibraryThatIsNotWholeIsTroubleAsAnyOther() {
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "AWS_MSK_IAM");
        settings.put("sasl.jaas.config", Broken.class.getName() + " required;");
        Throwable failed = catchThrowable(this::admin);
        assertThat(failed).isInstanceOf(KafkaException.class);
        assertThat(RootCause.of(failed)).contains("a library lacks what a class of KAFKA_SASL_… needs");
    }

    @Test
    void theReasonNamesTheSettingOfAMissingCallbackHandler() {
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "PLAIN");
        settings.put("sasl.client.callback.handler.class", "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
        KafkaConnection connection =
                new KafkaConnection(GivenConfig.of(settings, KafkaConfigSource.NAME), Clock.systemUTC());
        assertThat(RootCause.of(catchThrowable(connection::producer)))
                .contains("KAFKA_SASL_CLIENT_CALLBACK_HANDLER_CLASS names a class that does not exist");
    }

    private void oauth(String url) {
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "OAUTHBEARER");
        settings.put("sasl.oauthbearer.token.endpoint.url", url);
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId=\"taskcast\""
                        + " clientSecret=\"a-secret\";");
    }

    private Map<String, Object> admin() {
        return properties.of(AdminClientConfig.configNames());
    }

    /** A login module that lacks a class. */
    static final class Broken {
        static {
            lacks();
        }

        private Broken() {}

        private static void lacks() {
            throw new NoClassDefFoundError("software/amazon/awssdk/Something");
        }
    }

    /** A login module that brings a mechanism. */
    static final class StandIn {
        static final String MECHANISM = "STAND_IN";
        static final String NAME = "The provider of a test";

        static {
            Security.addProvider(new Offer());
        }

        private StandIn() {}

        private static final class Offer extends Provider {
            private static final long serialVersionUID = 1L;

            Offer() {
                super(NAME, "1", "A mechanism of SASL");
                put("SaslClientFactory." + MECHANISM, "none");
            }
        }
    }
}
