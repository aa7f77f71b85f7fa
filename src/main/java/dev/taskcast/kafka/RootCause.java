package dev.taskcast.kafka;

import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Why a Kafka client fails, in words of ours that say where to look.
 *
 * <p>No part of an exception's message is repeated, since it can contain the value of a setting. Only the name of a
 * setting is repeated, if Kafka has a setting of that name.
 */
final class RootCause {
    private static final Pattern SETTING = Pattern.compile("(?:for configuration|configuration option) ([a-z.]+)");
    private static final String JAAS = "KAFKA_SASL_JAAS_CONFIG";
    private static final int DEEPEST = 20;

    /** The first rule that matches the deepest possible cause counts: the cause nearest to the fault says most. */
    private static final List<Rule> RULES = List.of(
            says(ConfigException.class, "No resolvable", "no host of KAFKA_BOOTSTRAP_SERVERS is known to DNS"),
            says(ConfigException.class, "Invalid url", "KAFKA_BOOTSTRAP_SERVERS is not a list of host:port"),
            is(LinkageError.class, "a library lacks what a class of KAFKA_SASL_… needs"),
            is(UnknownHostException.class, "a broker's host is not known to DNS"),
            says(LoginException.class, "No LoginModule", JAAS + " names a login module that does not exist"),
            says(LoginException.class, "ClassCastException", JAAS + " names a class that is not a login module"),
            is(LoginException.class, "the login module of " + JAAS + " fails"),
            says(IllegalArgumentException.class, "JAAS config", JAAS + " is not set, or its form is wrong"),
            is(UnsupportedSaslMechanismException.class, "the broker does not accept KAFKA_SASL_MECHANISM"),
            is(IllegalSaslStateException.class, "the broker accepts no password there: see KAFKA_SECURITY_PROTOCOL"),
            says(SaslAuthenticationException.class, "invalid_token", "the broker refuses the token"),
            is(SaslAuthenticationException.class, "the broker refuses the user or the password of " + JAAS),
            is(
                    CertPathBuilderException.class,
                    "the broker's certificate is not trusted: see KAFKA_SSL_TRUSTSTORE_LOCATION"),
            says(CertificateException.class, "No ", "the broker's certificate is for another host"),
            is(CertificateException.class, "the broker's certificate is not valid"),
            is(SSLException.class, "TLS with the broker fails"),
            is(AuthorizationException.class, "the broker's access control refuses it"),
            // AuthorizationException and SaslAuthenticationException are of this kind too, so their rules come first.
            is(InvalidConfigurationException.class, "a store or a certificate of KAFKA_SSL_… cannot be used"));

    private RootCause() {}

    private record Rule(Predicate<Throwable> holds, String words) {}

    /** The cause of {@code failure} in words; empty if the cause is unknown. */
    static Optional<String> of(Throwable failure) {
        for (Throwable link : fromTheDeepest(failure)) {
            if (link instanceof LoginException && message(link).startsWith(TokenRequests.REASON)) {
                return Optional.of(message(link));
            }
            for (Rule rule : RULES) {
                if (rule.holds.test(link)) {
                    return Optional.of(rule.words);
                }
            }
            if (link instanceof ConfigException) {
                return Optional.of(setting(link).orElse("a setting KAFKA_…") + wrong(link));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the broker refuses the gateway's credentials or rights. An immediate retry does not help, and can lock an
     * account.
     */
    static boolean isRefusal(Throwable failure) {
        return fromTheDeepest(failure).stream()
                .anyMatch(link -> link instanceof AuthenticationException || link instanceof AuthorizationException);
    }

    /** {@code failure} and its causes, the deepest cause first. */
    static List<Throwable> fromTheDeepest(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = failure; link != null && chain.size() < DEEPEST; link = link.getCause()) {
            chain.add(0, link);
        }
        return chain;
    }

    private static String wrong(Throwable setting) {
        if (message(setting).contains("due to restrictions")) {
            return " is not an address or a file that Kafka's clients may use";
        }
        return message(setting).contains("could not be found")
                ? " names a class that does not exist"
                : " has a value that Kafka does not accept";
    }

    private static Optional<String> setting(Throwable wrong) {
        Matcher named = SETTING.matcher(message(wrong));
        return Optional.of(named)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .filter(RootCause::isKnown)
                .map(KafkaConfigSource::variable);
    }

    /** Whether a Kafka client has a setting called {@code name}. */
    static boolean isKnown(String name) {
        return ConsumerConfig.configNames().contains(name)
                || ProducerConfig.configNames().contains(name)
                || AdminClientConfig.configNames().contains(name);
    }

    private static Rule is(Class<? extends Throwable> kind, String words) {
        return new Rule(kind::isInstance, words);
    }

    private static Rule says(Class<? extends Throwable> kind, String text, String words) {
        return new Rule(link -> kind.isInstance(link) && message(link).contains(text), words);
    }

    private static String message(Throwable link) {
        return String.valueOf(link.getMessage());
    }
}
