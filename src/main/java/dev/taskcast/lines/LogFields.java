package dev.taskcast.lines;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
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

    /** Logs {@code text}, with {@code fields}: a name, its value, a name … The first value is {@code {0}} in the text. */
    public static void log(Logger logger, Level level, String text, Object... fields) {
        if (logger.isLoggable(level)) {
            log(logger, new LogRecord(level, text), fields);
        }
    }

    /** Logs {@code text} and what was {@code thrown}. */
    public static void log(Logger logger, Level level, Throwable thrown, String text, Object... fields) {
        if (logger.isLoggable(level)) {
            LogRecord line = new LogRecord(level, text);
            line.setThrown(thrown);
            log(logger, line, fields);
        }
    }

    private static void log(Logger logger, LogRecord line, Object... fields) {
        Object[] values = new Object[fields.length / 2];
        line.setLoggerName(logger.getName());
        line.setParameters(values);
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = fields[2 * i + 1];
                call(ADD, fields[2 * i], String.valueOf(values[i]));
            }
            logger.log(line);
        } finally {
            for (int i = 0; i < values.length; i++) {
                call(REMOVE, fields[2 * i]);
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
