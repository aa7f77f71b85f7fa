package dev.taskcast.kafka;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;

/**
 * The mechanisms that Kafka's login modules register for the whole process, each under a name.
 *
 * <p>The first registration of a name counts. Without a removal, the classes of an application that has ended would
 * stay registered and in memory. The next application in its place could not log in with them.
 */
final class SaslProviders {
    private SaslProviders() {}

    /** Removes the providers whose class was loaded by {@code loader}. */
    static void remove(ClassLoader loader) {
        Arrays.stream(Security.getProviders())
                .filter(provider -> provider.getClass().getClassLoader() == loader)
                .map(Provider::getName)
                .forEach(Security::removeProvider);
    }
}
