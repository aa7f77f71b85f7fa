package dev.taskcast.events;

import dev.taskcast.events.UnusableRecordException.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/** The times in records. A frame can show all of them: RFC 3339 has the years 0000 to 9999. */
final class RecordTime {
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int SECONDS_END = "2026-01-01T00:00:00".length();
    /** The precision of the JDK's {@link Instant}. */
    private static final int DECIMALS = 9;

    private RecordTime() {}

    /**
     * A record's timestamp, or the nearest time that a frame can show. A timestamp in microseconds, for example, is out
     * of range.
     */
    static Instant of(long millis) {
        long inRange = Math.max(FIRST.toEpochMilli(), Math.min(LAST.toEpochMilli(), millis));
        return Instant.ofEpochMilli(inRange);
    }

    /**
     * The time that {@code text} holds in RFC 3339; empty if it holds no time. Decimals after the ninth are cut off.
     *
     * @throws UnusableRecordException if only the zone is missing, because the time is then ambiguous
     */
    static Optional<Instant> rfc3339(String text, JsonMember field) throws UnusableRecordException {
        if (text.length() < SECONDS_END || text.charAt(4) != '-') {
            return Optional.empty();
        }
        String time = withoutFurtherDecimals(text);
        try {
            return Optional.of(Instant.parse(time)).filter(RecordTime::fits);
        } catch (DateTimeException notAnInstant) {
            if (isLocal(time)) {
                throw new UnusableRecordException(
                        Reason.NO_TIME_ZONE, field.json() + ": has no time zone, such as Z or +01:00 at its end");
            }
            return Optional.empty();
        }
    }

    private static boolean fits(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(LAST.plusMillis(1));
    }

    private static boolean isLocal(String text) {
        try {
            return LocalDateTime.parse(text) != null;
        } catch (DateTimeException notATime) {
            return false;
        }
    }

    private static String withoutFurtherDecimals(String text) {
        if (text.length() <= SECONDS_END || text.charAt(SECONDS_END) != '.') {
            return text;
        }
        int end = SECONDS_END + 1;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        int kept = Math.min(end, SECONDS_END + 1 + DECIMALS);
        return text.substring(0, kept) + text.substring(end);
    }
}
