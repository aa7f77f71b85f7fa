package dev.taskcast.ops;

import dev.taskcast.config.DrainSettings;
import dev.taskcast.lines.LogFields;
import dev.taskcast.sessions.Drain;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * SIGTERM and SIGINT drain the replica before the server receives them.
 *
 * <p>The server itself closes sockets without a close frame. Only {@code sun.misc.Signal} can act earlier. It is called
 * by reflection, because the compiler's warning about it cannot be suppressed. If the class is missing, the preStop
 * hook still drains.
 */
@Singleton
final class TerminationSignal {
    private static final Logger LOGGER = Logger.getLogger(TerminationSignal.class.getName());

    private final Drain drain;
    private final DrainSettings settings;
    private final Map<String, Object> previous = new HashMap<>();

    @Inject
    TerminationSignal(Drain drain, DrainSettings settings) {
        this.drain = drain;
        this.settings = settings;
    }

    void install(@Observes Startup event) {
        if (settings.signalTime().isZero()) {
            return;
        }
        handle("TERM");
        handle("INT");
    }

    /** Another version of the application may be deployed next, so this one removes its handlers. */
    @PreDestroy
    void uninstall() {
        previous.forEach((signal, handler) -> {
            try {
                exchange(signal, handler);
            } catch (ReflectiveOperationException gone) {
                LOGGER.log(Level.FINE, "The signal handler could not be put back", gone);
            }
        });
    }

    private void handle(String signal) {
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler onSignal = (proxy, method, arguments) ->
                    method.getName().equals("handle") ? received(signal, arguments[0]) : method.invoke(this, arguments);
            Object handler =
                    Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {handlerType}, onSignal);
            previous.put(signal, exchange(signal, handler));
        } catch (ReflectiveOperationException | IllegalArgumentException notOnThisRuntime) {
            LogFields.log(
                    LOGGER,
                    Level.INFO,
                    "TCAST1303I: SIG{0} does not drain on this runtime: use the preStop hook",
                    "signal",
                    signal);
        }
    }

    private Object received(String signal, Object occurrence) throws ReflectiveOperationException {
        try {
            drain.begin(Duration.ZERO, settings.signalTime())
                    .get(settings.signalTime().toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(Level.WARNING, "TCAST1302W: The drain did not end in time", late);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        Method handle = Class.forName("sun.misc.SignalHandler").getMethod("handle", occurrence.getClass());
        handle.invoke(previous.get(signal), occurrence);
        return null;
    }

    /** Installs {@code handler} for {@code signal}, and returns the previous handler. */
    private static Object exchange(String signal, Object handler) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Object subject = signalType.getConstructor(String.class).newInstance(signal);
        return signalType
                .getMethod("handle", signalType, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, subject, handler);
    }
}
