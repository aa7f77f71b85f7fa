package dev.taskcast.events;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Log lines with fields beside their text, so that nobody has to take the text apart. Where the server logs JSON each is {@code ext_}
 * and its name; a name that ends in {@code _long} is a number there.
 *
 * <p>The server takes them from the thread that logs, for as long as that takes ({@code LogRecordContext}, which is found by its
 * name). In a unit test there are no fields.
 */
public final class LogFields {
    private static final String CONTEXT = "com.ibm.websphere.logging.hpel.LogRecordContext";
    private static final Optional<Method> ADD = method("addExtension", String.class, String.class);
    private static final Optional<Method> REMOVE = method("removeExtension", String.class);

    private LogFields() {}

    /** Logs {@code text}, in which {@code {0}} is the first of {@code values}, with {@code fields}. */
    public static void log(Logger logger, Level level, String text, Object[] values, Map<String, ?> fields) {
        if (logger.isLoggable(level)) {
            fields.forEach((name, value) -> call(ADD, name, String.valueOf(value)));
            try {
                logger.log(level, text, values);
            } finally {
                fields.keySet().forEach(name -> call(REMOVE, name));
            }
        }
    }

    private static void call(Optional<Method> method, Object... arguments) {
        method.ifPresent(found -> {
            try {
                found.invoke(null, arguments);
            } catch (ReflectiveOperationException notToBeCalled) {
                throw new IllegalStateException(notToBeCalled);
            }
        });
    }

    private static Optional<Method> method(String name, Class<?>... parameters) {
        try {
            return Optional.of(Class.forName(CONTEXT).getMethod(name, parameters));
        } catch (ReflectiveOperationException notOnThisServer) {
            return Optional.empty();
        }
    }
}
