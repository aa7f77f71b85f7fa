package dev.taskcast.kafka;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;

/**
 * The mechanisms that Kafka's login modules register for the whole process, by a name each.
 *
 * <p>The one who comes first counts. An application that has ended would leave classes behind with which the next one, deployed in its
 * place, cannot log in; and it would stay in memory.
 */
final class SaslProviders {
    private SaslProviders() {}

    /** Takes back those whose class {@code loader} has loaded. */
    static void remove(ClassLoader loader) {
        Arrays.stream(Security.getProviders())
                .filter(provider -> provider.getClass().getClassLoader() == loader)
                .map(Provider::getName)
                .forEach(Security::removeProvider);
    }
}
