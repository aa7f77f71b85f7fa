package dev.taskcast.wire;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which of its user's events a client wants: those with certain names, in certain channels. A filter can only take
 * events away; it never grants any.
 *
 * <p>An event passes if its name matches a pattern and its channel is one of the channels. Without patterns, every name
 * passes. Without channels, every channel passes. A pattern is a name, a prefix of names followed by {@code .*}, or
 * {@code *}.
 *
 * <p>Immutable. A filter compares the text of a written frame and does not parse it.
 */
public final class Filter {
    /** Lets everything pass. */
    public static final Filter ALL = new Filter(Stream.empty(), Stream.empty());

    /** What a list of patterns must be, in words for the client. */
    public static final String EVENTS =
            "at most 64 names such as task.updated or task.*, each of at most 256 characters";

    /** What a list of channels must be, in words for the client. */
    public static final String CHANNELS = "at most 64 channels, each of 1 to 256 characters, not blank";

    /** What patterns and channels together must be, in words for the client. */
    public static final String TOGETHER = "at most 4096 characters together";

    private static final int MAX_CHARACTERS = 4_096;
    static final int MAX_ENTRIES = 64;
    static final int MAX_LENGTH = 256;

    private static final String EVERY = "*";
    private static final char END_OF_NAME = '"';

    /** The beginnings of event names that match. A whole name ends with a quotation mark. */
    private final String[] starts;
    /** The channel fields that match: one of them must stand directly before the time of a frame. */
    private final String[] fields;

    private Filter(Stream<String> starts, Stream<String> fields) {
        this.starts = starts.distinct().sorted().toArray(String[]::new);
        this.fields = fields.distinct().sorted().toArray(String[]::new);
    }

    /**
     * Creates a filter of these patterns and channels, which have passed the three checks below. The result is
     * {@link #ALL} if it lets everything pass.
     */
    public static Filter of(Collection<String> events, Collection<String> channels) {
        if (!areEvents(events) || !areChannels(channels) || !fitTogether(events, channels)) {
            throw new IllegalArgumentException("A filter has " + EVENTS + ", and " + CHANNELS + ", " + TOGETHER);
        }
        Collection<String> patterns = events.contains(EVERY) ? Set.of() : events;
        return patterns.isEmpty() && channels.isEmpty()
                ? ALL
                : new Filter(
                        patterns.stream().map(Filter::start),
                        channels.stream().map(channel -> Frame.field(ServerFrames.CHANNEL, channel)));
    }

    /** Whether {@code texts} are patterns, and at most 64. */
    public static boolean areEvents(Collection<String> texts) {
        return texts.size() <= MAX_ENTRIES && texts.stream().allMatch(Filter::isPattern);
    }

    /** Whether {@code texts} are channels, and at most 64. */
    public static boolean areChannels(Collection<String> texts) {
        return texts.size() <= MAX_ENTRIES && texts.stream().allMatch(text -> Names.isName(text, MAX_LENGTH));
    }

    /**
     * Whether these patterns and channels are short enough together. The bound exists because each session keeps its
     * own filter.
     */
    public static boolean fitTogether(Collection<String> events, Collection<String> channels) {
        return Stream.concat(events.stream(), channels.stream())
                        .mapToInt(String::length)
                        .sum()
                <= MAX_CHARACTERS;
    }

    private static boolean isPattern(String text) {
        String name = text.endsWith("." + EVERY) ? text.substring(0, text.length() - 2) : text;
        return text.equals(EVERY) || (text.length() <= MAX_LENGTH && Names.isDotted(name, MAX_LENGTH));
    }

    private static String start(String pattern) {
        return pattern.endsWith(EVERY) ? pattern.substring(0, pattern.length() - 1) : pattern + END_OF_NAME;
    }

    /** The number of characters that it keeps. */
    public int length() {
        return Stream.concat(Arrays.stream(starts), Arrays.stream(fields))
                .mapToInt(String::length)
                .sum();
    }

    /** Whether the event in {@code frame} passes. */
    public boolean passes(Frame frame) {
        return (starts.length == 0 || fits(frame)) && (fields.length == 0 || isInOne(frame));
    }

    private boolean fits(Frame frame) {
        for (String start : starts) {
            if (frame.eventStartsWith(start)) {
                return true;
            }
        }
        return false;
    }

    private boolean isInOne(Frame frame) {
        for (String field : fields) {
            if (frame.hasBeforeTime(field)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every event that passes {@code other} passes this filter. */
    public boolean covers(Filter other) {
        return (starts.length == 0
                        || (other.starts.length > 0 && Stream.of(other.starts).allMatch(this::coversStart)))
                && (fields.length == 0
                        || (other.fields.length > 0 && Arrays.asList(fields).containsAll(Arrays.asList(other.fields))));
    }

    private boolean coversStart(String other) {
        return Stream.of(starts).anyMatch(other::startsWith);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter that && Arrays.equals(starts, that.starts) && Arrays.equals(fields, that.fields);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + Arrays.hashCode(fields);
    }

    /** Shows only the size of the filter, because channels are user data. */
    @Override
    public String toString() {
        return "Filter[" + starts.length + " names, " + fields.length + " channels]";
    }
}
