package dev.taskcast.lines;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes log lines whose values are also separate fields, so that a log reader need not parse the text.
 *
 * <p>Where the server logs JSON, each field is named {@code ext_} plus its name. A field whose name ends in
 * {@code _long} is a JSON number.
 *
 * <p>Open Liberty's {@code LogRecordContext} takes the fields from the thread that logs, while it logs. This class
 * finds it by name. In a unit test that class is absent and the line has no fields.
 */
public final class LogFields {
    private static final String CONTEXT = "com.ibm.websphere.logging.hpel.LogRecordContext";
    private static final Optional<Method> ADD = method("addExtension", String.class, String.class);
    private static final Optional<Method> REMOVE = method("removeExtension", String.class);

    private LogFields() {}

    /**
     * Logs {@code text} with {@code fields}, which alternate name and value. The text shows the first value as {@code
     * {0}}.
     */
    public static void log(Logger logger, Level level, String text, Object... fields) {
        if (logger.isLoggable(level)) {
            log(logger, new LogRecord(level, text), fields);
        }
    }

    /** Logs {@code text} with {@code fields} and the stack trace of {@code thrown}. */
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
