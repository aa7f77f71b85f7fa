package dev.taskcast.kafka;

import java.security.Security;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** The properties of Kafka's clients: the connector's settings, and defaults that keep clients from doing harm. */
final class ClientProperties {
    private static final Set<String> MECHANISMS =
            Set.of("GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER");
    private static final String CONNECTOR = KafkaConfigSource.CONNECTOR;
    /**
     * The longest pause between two connections to a broker. With Kafka's jitter of a fifth it is shorter than the
     * timeout of a send.
     */
    private static final int RECONNECT_MS = 4_000;
    /** The timeout of each step of a token request. Without it Kafka's clients would wait forever. */
    private static final int PATIENCE_MS = 5_000;

    private final Config config;
    private final TokenRequests tokens;
    private final TokenEndpoint endpoint = new TokenEndpoint();
    private final SecretLines secrets = SecretLines.held();

    ClientProperties(Config config, InstantSource clock) {
        this.config = config;
        this.tokens = new TokenRequests(clock);
    }

    /** The settings among {@code known} that have a value, and the settings that only a library's class knows. */
    Map<String, Object> of(Set<String> known) {
        Map<String, Object> properties = new HashMap<>();
        for (String key : config.getPropertyNames()) {
            String name = key.startsWith(CONNECTOR) ? key.substring(CONNECTOR.length()) : "";
            if (known.contains(name) || !name.isEmpty() && !RootCause.isKnown(name)) {
                value(key).ifPresent(value -> properties.put(name, value));
            }
        }
        if (properties.containsKey(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
            replaceExpressions(properties);
        }
        properties.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MS);
        if (protocol(properties).startsWith("SASL")) {
            authenticate(properties);
        }
        return properties;
    }

    /**
     * Replaces expressions by the values of configuration providers. Kafka's clients would do so too, but only after
     * the checks here.
     */
    private static void replaceExpressions(Map<String, Object> properties) {
        try {
            properties.putAll(new AbstractConfig(new ConfigDef(), properties, false).originals());
        } catch (KafkaException failed) {
            throw new ConfigException(AbstractConfig.CONFIG_PROVIDERS_CONFIG, "");
        }
        properties.keySet().removeIf(name -> name.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG));
    }

    static String protocol(Map<String, Object> properties) {
        return text(
                        properties,
                        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                        CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL)
                .toUpperCase(Locale.ROOT);
    }

    static String text(Map<String, Object> properties, String name, String otherwise) {
        return properties.getOrDefault(name, otherwise).toString();
    }

    /** Releases what the clients needed. Call it when all clients with these properties are closed. */
    void forget() {
        endpoint.forget();
        tokens.close();
        secrets.release();
    }

    /**
     * An operator's value for Kafka is used unchanged. A password may contain text that looks like an expression of
     * MicroProfile Config.
     */
    private Optional<String> value(String key) {
        ConfigValue value = config.getConfigValue(key);
        boolean isAsItStands = KafkaConfigSource.NAME.equals(value.getSourceName());
        return Optional.ofNullable(isAsItStands ? value.getRawValue() : value.getValue());
    }

    private void authenticate(Map<String, Object> properties) {
        String mechanism = text(properties, SaslConfigs.SASL_MECHANISM, SaslConfigs.DEFAULT_SASL_MECHANISM);
        if (!MECHANISMS.contains(mechanism)) {
            refuseUnknown(mechanism, text(properties, SaslConfigs.SASL_JAAS_CONFIG, ""));
        }
        if (mechanism.equals(OAuthBearerLoginModule.OAUTHBEARER_MECHANISM)) {
            askForTokens(properties);
        }
    }

    /**
     * With a mechanism that no provider has, Kafka's clients would try to connect without a pause and keep a processor
     * busy. A library can bring a mechanism: its login module registers it.
     */
    private static void refuseUnknown(String mechanism, String jaas) {
        String module = jaas.strip().split("\\s+", 2)[0];
        if (!module.isEmpty()) {
            try {
                Class.forName(module, true, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException missing) {
                throw new KafkaException(new LoginException("No LoginModule found for sasl.jaas.config"));
            } catch (LinkageError incomplete) {
                throw new KafkaException(incomplete);
            }
        }
        if (Arrays.stream(Security.getProviders())
                .noneMatch(provider -> provider.getService("SaslClientFactory", mechanism) != null)) {
            throw new ConfigException(SaslConfigs.SASL_MECHANISM, mechanism);
        }
    }

    private void askForTokens(Map<String, Object> properties) {
        endpoint.allow(properties);
        properties.putIfAbsent(SaslConfigs.SASL_LOGIN_CONNECT_TIMEOUT_MS, PATIENCE_MS);
        properties.putIfAbsent(SaslConfigs.SASL_LOGIN_READ_TIMEOUT_MS, PATIENCE_MS);
        List<String> retries =
                List.of(SaslConfigs.SASL_LOGIN_RETRY_BACKOFF_MS, SaslConfigs.SASL_LOGIN_RETRY_BACKOFF_MAX_MS);
        if (retries.stream().noneMatch(properties::containsKey)) {
            // One request for each try: TokenRequests does the retries.
            retries.forEach(name -> properties.put(name, 0L));
        }
        if (properties.containsKey(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL)) {
            properties.putIfAbsent(
                    SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, OAuthBearerLoginCallbackHandler.class.getName());
        }
        Object handler = properties.get(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS);
        if (handler != null) {
            properties.put(TokenLogin.HANDLER, handler);
            properties.put(TokenLogin.REQUESTS, tokens);
            properties.put(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, TokenLogin.class);
        }
    }
}
