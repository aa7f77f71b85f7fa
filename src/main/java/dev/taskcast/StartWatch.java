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
 * Ends the process if the application did not start, for any reason.
 *
 * <p>Otherwise the server would keep running, report that it is alive, and serve nothing. A server in development keeps
 * running, so that a developer can correct the setting and deploy again. A server that others share with Taskcast keeps
 * running too.
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
            // On a separate thread, because the end of the process waits for the server, and the server waits for this
            // thread.
            new Thread(() -> System.exit(STATUS), "taskcast-exit").start();
        }
    }

    /**
     * Whether a failed start ends the process, by {@code settings}. An invalid value of a setting does not change this.
     */
    static boolean exits(SettingValues settings) {
        boolean stays = settings.text("taskcast.start.exit").equals("false");
        boolean development =
                settings.optional("taskcast.mode").filter("development"::equals).isPresent();
        return !stays && !development;
    }
}
