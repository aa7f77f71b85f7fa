package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator is told what to check when Kafka cannot be used, and never sees the value of a setting. */
class RootCauseTest {
    private static final String SECRET = "a-password-of-nobody";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String USER = " required username=\"u\" password=\"" + SECRET + "\";";

    /** Settings that Kafka's own client refuses before it contacts a broker. */
    static List<Arguments> settings() {
        return List.of(
                wrong(
                        Map.of("bootstrap.servers", "no-such-host.invalid:9092"),
                        "no host of KAFKA_BOOTSTRAP_SERVERS is known to DNS"),
                wrong(Map.of("bootstrap.servers", SECRET), "KAFKA_BOOTSTRAP_SERVERS is not a list of host:port"),
                wrong(
                        sasl("org.nobody.LoginModule" + USER),
                        "KAFKA_SASL_JAAS_CONFIG names a login module that does not exist"),
                wrong(
                        sasl("java.lang.String" + USER),
                        "KAFKA_SASL_JAAS_CONFIG names a class that is not a login module"),
                wrong(
                        sasl(PLAIN + " username=\"u\" password=\"" + SECRET + "\""),
                        "KAFKA_SASL_JAAS_CONFIG is not set, or its form is wrong"),
                wrong(sasl(""), "KAFKA_SASL_JAAS_CONFIG is not set, or its form is wrong"),
                wrong(
                        Map.of("security.protocol", "SASL_" + SECRET),
                        "KAFKA_SECURITY_PROTOCOL has a value that Kafka does not accept"),
                wrong(
                        Map.of("request.timeout.ms", SECRET),
                        "KAFKA_REQUEST_TIMEOUT_MS has a value that Kafka does not accept"),
                wrong(
                        Map.of(
                                "security.protocol",
                                "SSL",
                                "ssl.truststore.type",
                                "PEM",
                                "ssl.truststore.location",
                                Path.of("target", SECRET).toString()),
                        "a store or a certificate of KAFKA_SSL_… cannot be used"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theCauseNamesASettingThatStopsTheClient(Map<String, Object> settings, String reason) {
        Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", "localhost:9092"));
        all.putAll(settings);
        Throwable failed = catchThrowable(() -> Admin.create(all).close(Duration.ZERO));
        assertThat(failed).isNotNull();
        assertThat(RootCause.of(failed)).contains(reason);
        assertThat(reason).doesNotContain(SECRET);
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(
                        new SaslAuthenticationException("Authentication failed of " + SECRET),
                        "the broker refuses the user or the password of KAFKA_SASL_JAAS_CONFIG"),
                Arguments.of(
                        new UnsupportedSaslMechanismException(SECRET),
                        "the broker does not accept KAFKA_SASL_MECHANISM"),
                Arguments.of(
                        new TopicAuthorizationException("Not authorized"), "the broker's access control refuses it"),
                Arguments.of(
                        tls(new CertificateException("PKIX", new CertPathBuilderException("no path"))),
                        "the broker's certificate is not trusted: see KAFKA_SSL_TRUSTSTORE_LOCATION"),
                Arguments.of(
                        tls(new CertificateException("No subject alternative names matching IP address")),
                        "the broker's certificate is for another host"),
                Arguments.of(tls(null), "TLS with the broker fails"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachRefusalOfABrokerHasItsReason(Throwable failure, String reason) {
        assertThat(RootCause.of(new ExecutionException(failure))).contains(reason);
        assertThat(RootCause.isRefusal(new ExecutionException(failure))).isTrue();
    }

    @Test
    void anUnknownFailureHasNoReason() {
        assertThat(RootCause.of(new IllegalStateException(SECRET))).isEmpty();
        assertThat(RootCause.isRefusal(new IllegalStateException(SECRET))).isFalse();
    }

    private static SslAuthenticationException tls(Throwable cause) {
        SSLHandshakeException handshake = new SSLHandshakeException(SECRET);
        handshake.initCause(cause);
        return new SslAuthenticationException("SSL handshake failed", handshake);
    }

    private static Arguments wrong(Map<String, Object> settings, String reason) {
        return Arguments.of(settings, reason);
    }

    private static Map<String, Object> sasl(String jaas) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN"));
        if (!jaas.isEmpty()) {
            settings.put("sasl.jaas.config", jaas);
        }
        return settings;
    }
}
