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
 * Why a client of Kafka fails, in words of ours that say where to look.
 *
 * <p>Nothing of an exception's message is repeated, since it can hold the value of a setting. The name of a setting is, if Kafka has
 * a setting of that name.
 */
final class RootCause {
    private static final Pattern SETTING = Pattern.compile("(?:for configuration|configuration option) ([a-z.]+)");
    private static final String JAAS = "KAFKA_SASL_JAAS_CONFIG";
    private static final int DEEPEST = 20;

    /** The first one that holds for the deepest cause it holds for: what is nearest to the fault says most. */
    private static final List<Rule> RULES = List.of(
            says(ConfigException.class, "No resolvable", "no host of KAFKA_BOOTSTRAP_SERVERS is known to DNS"),
            says(ConfigException.class, "Invalid url", "KAFKA_BOOTSTRAP_SERVERS is no list of host:port"),
            is(LinkageError.class, "a library lacks what a class of KAFKA_SASL_… needs"),
            is(UnknownHostException.class, "a broker's host is not known to DNS"),
            says(LoginException.class, "No LoginModule", JAAS + " names a login module that is not there"),
            says(LoginException.class, "ClassCastException", JAAS + " names a class that is no login module"),
            is(LoginException.class, "the login module of " + JAAS + " fails"),
            says(IllegalArgumentException.class, "JAAS config", JAAS + " is not set, or not as Kafka wants it"),
            is(UnsupportedSaslMechanismException.class, "the broker does not take KAFKA_SASL_MECHANISM"),
            is(IllegalSaslStateException.class, "the broker takes no password there: see KAFKA_SECURITY_PROTOCOL"),
            says(SaslAuthenticationException.class, "invalid_token", "the broker refuses the token"),
            is(SaslAuthenticationException.class, "the broker refuses the user or the password of " + JAAS),
            is(
                    CertPathBuilderException.class,
                    "the broker's certificate is not trusted: see KAFKA_SSL_TRUSTSTORE_LOCATION"),
            says(CertificateException.class, "No ", "the broker's certificate is for another host"),
            is(CertificateException.class, "the broker's certificate is not valid"),
            is(SSLException.class, "TLS with the broker fails"),
            is(AuthorizationException.class, "the broker's access control refuses it"),
            // The two above are of this kind as well.
            is(InvalidConfigurationException.class, "a store or a certificate of KAFKA_SSL_… cannot be used"));

    private RootCause() {}

    private record Rule(Predicate<Throwable> holds, String words) {}

    /** What {@code failure} comes from; empty for what is not known here. */
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

    /** Whether the broker has refused who we are: to ask again at once is of no use, and can lock an account. */
    static boolean isRefusal(Throwable failure) {
        return fromTheDeepest(failure).stream()
                .anyMatch(link -> link instanceof AuthenticationException || link instanceof AuthorizationException);
    }

    /** {@code failure} and what it comes from, the deepest cause first. */
    static List<Throwable> fromTheDeepest(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = failure; link != null && chain.size() < DEEPEST; link = link.getCause()) {
            chain.add(0, link);
        }
        return chain;
    }

    private static String wrong(Throwable setting) {
        if (message(setting).contains("due to restrictions")) {
            return " is not among what Kafka's clients may ask or read";
        }
        return message(setting).contains("could not be found")
                ? " names a class that is not there"
                : " has a value that Kafka does not take";
    }

    private static Optional<String> setting(Throwable wrong) {
        Matcher named = SETTING.matcher(message(wrong));
        return Optional.of(named)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .filter(RootCause::isKnown)
                .map(KafkaConfigSource::variable);
    }

    /** Whether one of Kafka's clients has a setting called {@code name}. */
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
