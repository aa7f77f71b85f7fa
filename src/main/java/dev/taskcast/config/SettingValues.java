package dev.taskcast.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads settings by key, with their type and the range of sensible values.
 *
 * <p>A method that finds a wrong value throws an {@link IllegalArgumentException}, which names the key, the value and
 * the allowed values. So a wrong value stops the start with one clear line. Values of secrets are never repeated. A key
 * without a value in {@code META-INF/microprofile-config.properties} or in a source above that file is an error of
 * ours, unless it is {@code optional}.
 */
public final class SettingValues {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB|GiB|%)?");
    /** The variables that operators set instead of a key, so that a message names what they wrote. */
    private static final Map<String, String> SHORT_NAMES = Map.of(
            "taskcast.start.exit", "EXIT_WHEN_NOT_STARTED",
            "taskcast.start.access-log", "ACCESS_LOG",
            "taskcast.drain.local-port", "LOCAL_PORT",
            "taskcast.management.port", "MANAGEMENT_PORT",
            "taskcast.proxy.trusted", "TRUSTED_PROXIES");

    private final Function<String, Optional<String>> source;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /** Creates a reader of {@code source}, which returns the value of a key, if it has one. */
    public SettingValues(Function<String, Optional<String>> source) {
        this.source = source;
    }

    /** The text of {@code key}, if it is set and not blank. */
    public Optional<String> optional(String key) {
        asked.add(key);
        return source.apply(key).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The keys that were read so far. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** The text of {@code key}. */
    public String text(String key) {
        return optional(key).orElseThrow(() -> new IllegalArgumentException("Setting " + key + " has no value"));
    }

    /** The text of {@code key}, if it is set. It must not equal the text of any of {@code others}. */
    public Optional<String> other(String key, String... others) {
        Optional<String> text = optional(key);
        for (String than : others) {
            if (text.isPresent() && text.equals(optional(than))) {
                throw wrong(key, text.get(), "any value except that of " + than);
            }
        }
        return text;
    }

    /** The comma-separated values of {@code key}, without blanks; empty if it is not set. */
    public List<String> list(String key) {
        List<String> values = new ArrayList<>();
        for (String part : optional(key).orElse("").split(",")) {
            if (!part.isBlank()) {
                values.add(part.strip());
            }
        }
        return List.copyOf(values);
    }

    /** The text of {@code key}, parsed by {@code parse}; {@code allowed} describes the allowed texts. */
    public <T> T value(String key, Function<String, Optional<T>> parse, String allowed) {
        String text = text(key);
        return parse.apply(text).orElseThrow(() -> wrong(key, text, allowed));
    }

    /** Each of the comma-separated values of {@code key}, parsed by {@code parse}; empty if it is not set. */
    public <T> List<T> values(String key, Function<String, Optional<T>> parse, String allowed) {
        List<T> values = new ArrayList<>();
        if (optional(key).isPresent()) {
            for (String part : text(key).split(",", -1)) {
                String value = part.strip();
                values.add(parse.apply(value).orElseThrow(() -> wrong(key, value, allowed)));
            }
        }
        return List.copyOf(values);
    }

    /** The value of {@code key}: {@code true} or {@code false}, nothing else. */
    public boolean flag(String key) {
        String text = text(key);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, text, "true or false");
        };
    }

    /** The whole number of {@code key}, between {@code min} and {@code max}, both included. */
    public int count(String key, int min, int max) {
        String text = text(key);
        String allowed = "a whole number from " + min + " to " + max;
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(key, text, allowed);
        }
        throw wrong(key, text, allowed);
    }

    /** The duration of {@code key}, such as {@code 250ms}, {@code 5s}, {@code 15m}, {@code 2h}, {@code 1d}. */
    public Duration duration(String key, Duration min, Duration max) {
        String text = text(key);
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            Duration value = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                return value;
            }
        }
        throw wrong(key, text, "a duration such as 250ms, 5s, 15m, 2h or 1d, from " + min + " to " + max);
    }

    /**
     * The size of {@code key} in bytes, such as {@code 512}, {@code 16KiB}, {@code 2GiB}, or {@code 40%} of the heap.
     */
    public long bytes(String key, long min, long max) {
        String text = text(key);
        Matcher matcher = BYTES.matcher(text);
        if (matcher.matches()) {
            long value = bytes(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw wrong(
                key, text, "a size such as 512, 16KiB, 2GiB or 40% of the heap, from " + min + " to " + max + " bytes");
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static long bytes(long amount, String unit) {
        return switch (unit == null ? "B" : unit) {
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            case "GiB" -> amount << 30;
            case "%" -> Runtime.getRuntime().maxMemory() / 100 * amount;
            default -> amount;
        };
    }

    private static IllegalArgumentException wrong(String key, String value, String allowed) {
        String shortName = SHORT_NAMES.containsKey(key) ? " (" + SHORT_NAMES.get(key) + ")" : "";
        return new IllegalArgumentException(
                "Setting " + key + shortName + " is '" + value + "'; allowed is " + allowed);
    }
}
