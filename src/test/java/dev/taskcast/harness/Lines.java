package dev.taskcast.harness;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log lines of a logger while this handler listens. */
public final class Lines extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** The lines of {@code type}. */
    public Lines(Class<?> type) {
        this(type.getName());
    }

    /** The lines of the logger {@code name} and all loggers below it; the empty text means all loggers. */
    public Lines(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(this);
    }

    /** How many lines contain {@code text}. */
    public long count(String text) {
        return heard.stream().filter(line -> line.contains(text)).count();
    }

    /** All lines, each with its level before it. */
    public List<String> all() {
        return heard;
    }

    @Override
    public void publish(LogRecord line) {
        heard.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
