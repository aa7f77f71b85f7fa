package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.security.Provider;
import java.security.Security;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The registrations of Kafka's login modules are removed with the application, so that the next one can log in. */
class SaslProvidersTest {
    private static final String SCRAM = "SASL/SCRAM Client Provider";

    private Provider before;

    /** Removes a registration that another test left, by this test's own class loader. */
    @BeforeEach
    void forget() {
        before = Security.getProvider(SCRAM);
        Security.removeProvider(SCRAM);
    }

    @AfterEach
    void restore() {
        Security.removeProvider(SCRAM);
        if (before != null) {
            Security.addProvider(before);
        }
    }

    @Test
    void afterARemovalTheNextApplicationRegistersItsOwnProvider() throws Exception {
        try (URLClassLoader first = application();
                URLClassLoader second = application()) {
            logIn(first);
            logIn(second);
            assertThat(owner())
                    .as("the classes that the second application would use")
                    .isSameAs(first);
            SaslProviders.remove(first);
            try (URLClassLoader third = application()) {
                logIn(third);
                assertThat(owner()).isSameAs(third);
                SaslProviders.remove(first);
                assertThat(owner())
                        .as("the registration of another application")
                        .isSameAs(third);
            }
        }
    }

    private static ClassLoader owner() {
        return Security.getProvider(SCRAM).getClass().getClassLoader();
    }

    /** A class loader like that of a WAR that contains Kafka's clients. */
    private static URLClassLoader application() {
        return new URLClassLoader(
                new URL[] {place(KafkaProducer.class), place(LoggerFactory.class)},
                ClassLoader.getPlatformClassLoader());
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static void logIn(ClassLoader application) throws ClassNotFoundException {
        Class.forName("org.apache.kafka.common.security.scram.ScramLoginModule", true, application);
    }
}
