package dev.taskcast.kafka;

import java.util.Collection;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Holds back log lines of Kafka's clients that could show a secret. Such lines quote a token endpoint's answer, a
 * token's content, or an unknown setting's name. A broken line of a key or password can look like such a name.
 *
 * <p>This does not depend on the server's configuration or on a log level. A line of our own says why there is no
 * token.
 */
final class SecretLines {
    /** All classes that log in Kafka's packages for token requests, and the class that logs the names of settings. */
    static final Set<String> NAMES = Set.of(
            "org.apache.kafka.common.config.AbstractConfig",
            "org.apache.kafka.common.security.oauthbearer.ClientJwtValidator",
            "org.apache.kafka.common.security.oauthbearer.BrokerJwtValidator",
            "org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.ClientCredentialsRequestFormatterFactory",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.ConfigOrJaas",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.ConfigurationUtils",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.HttpJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.JaasOptionsUtils",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.JwksFileVerificationKeyResolver",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.RefreshingHttpsJwks",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.RefreshingHttpsJwksVerificationKeyResolver",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.Retry",
            "org.apache.kafka.common.security.oauthbearer.internals.secured.assertion.AssertionSupplierFactory");

    private final Collection<Logger> loggers;

    private SecretLines(Collection<Logger> loggers) {
        this.loggers = loggers;
    }

    /**
     * Holds the lines back until {@link #release}. The owner must keep this object: a logger that nothing refers to
     * would be created again.
     */
    static SecretLines held() {
        Collection<Logger> loggers = NAMES.stream().map(Logger::getLogger).toList();
        loggers.forEach(logger -> logger.setFilter(line -> false));
        return new SecretLines(loggers);
    }

    /** Removes the filters: nothing of this application stays in the server's loggers. */
    void release() {
        loggers.forEach(logger -> logger.setFilter(null));
    }
}
