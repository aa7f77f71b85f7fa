package dev.taskcast;

import dev.taskcast.config.SettingValues;
import dev.taskcast.lines.LogFields;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Ends the process when the application did not start, whatever the reason.
 *
 * <p>The server itself would stay, say that it is alive, and serve nothing. Development stays too, so that the
 * setting can be mended and the application deployed again; and so does a server that was not given to us alone.
 */
public final class StartWatch implements Extension {
    private static final Logger LOGGER = Logger.getLogger(StartWatch.class.getName());
    private static final int STATUS = 1;

    private volatile boolean exits;
    private volatile boolean started;

    void begin(@Observes BeforeBeanDiscovery event) {
        Config config = ConfigProvider.getConfig();
        exits = exits(new SettingValues(key -> config.getOptionalValue(key, String.class)));
    }

    void started(@Observes @Priority(Integer.MAX_VALUE) Startup event) {
        started = true;
    }

    void ended(@Observes BeforeShutdown event) {
        if (exits && !started) {
            LogFields.log(
                    LOGGER,
                    Level.SEVERE,
                    "TCAST0006E: The process ends with status {0}: Taskcast did not start",
                    "status_long",
                    STATUS);
            // On a thread of its own, since the end of the process waits for the server, and the server for this one.
            new Thread(() -> System.exit(STATUS), "taskcast-exit").start();
        }
    }

    /** Whether {@code settings} let a start that failed end the process; what makes no sense there is such a failure. */
    static boolean exits(SettingValues settings) {
        boolean stays = settings.text("taskcast.start.exit").equals("false");
        boolean development =
                settings.optional("taskcast.mode").filter("development"::equals).isPresent();
        return !stays && !development;
    }
}
