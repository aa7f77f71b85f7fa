package dev.taskcast.fuzz;

import dev.taskcast.config.ShippedSettings;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.TaskLog;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.TopicIdentity;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Fuzzes the text that a client sends as its cursor.
 *
 * <p>The input is the text. If the input begins with {@code =}, its other bytes are the bytes that the text encodes.
 */
public final class CursorTarget {
    private static final TopicIdentity TOPIC = TopicIdentity.of("fq1Qn1kxSjy0sYbLVMwpZQ");
    private static final long[] ENDS = {5, 0, 1_000_000};
    private static final TaskLog LOG = log();

    private CursorTarget() {}

    /** Jazzer calls this method. */
    public static void fuzzerTestOneInput(byte[] input) {
        Optional<Cursor> parsed = Cursor.parse(text(input));
        if (parsed.isPresent()) {
            Cursor cursor = parsed.get();
            isInRange(cursor);
            isWrittenAsItWasRead(cursor);
            joinsOthers(cursor);
            isJudged(cursor);
            isJudged(new Cursor(TOPIC, cursor.next(), epochs(cursor)));
        }
    }

    private static String text(byte[] input) {
        return input.length > 0 && input[0] == '='
                ? Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(input, 1, input.length))
                : new String(input, StandardCharsets.ISO_8859_1);
    }

    private static void isInRange(Cursor cursor) {
        for (int partition = 0; partition < cursor.partitions(); partition++) {
            Claim.that(cursor.next(partition) >= 0, "an offset is negative");
            Claim.that(cursor.epoch(partition) >= Epochs.UNKNOWN, "an epoch is out of range");
        }
        Claim.that(cursor.next(cursor.partitions()) == 0, "an unknown partition does not begin at 0");
    }

    private static void isWrittenAsItWasRead(Cursor cursor) {
        String text = cursor.encode();
        Claim.that(text.length() <= Cursor.MAX_LENGTH, "a cursor that was read is too long when it is written");
        Cursor again = Cursor.parse(text).orElseThrow(() -> new AssertionError("a written cursor cannot be read"));
        Claim.same(again, cursor, "read again");
        Claim.same(again.hashCode(), cursor.hashCode(), "the hash of an equal cursor");
        Claim.same(again.encode(), text, "written again");
    }

    private static void joinsOthers(Cursor cursor) {
        Claim.same(cursor.union(cursor), cursor, "joined with itself");
        Cursor other = new Cursor(cursor.topic(), ENDS, Epochs.of(3, Epochs.UNKNOWN, 0));
        Cursor union = cursor.union(other);
        Claim.same(other.union(cursor), union, "joined the other way round");
        Claim.that(union.covers(cursor) && union.covers(other), "joined cursors do not cover both");
        Cursor further = cursor.with(1, 7, 2);
        Claim.that(further.next(1) == 7 && further.epoch(1) == 2, "one partition did not move");
        Claim.that(further.next(0) == cursor.next(0) && further.epoch(0) == cursor.epoch(0), "another partition moved");
    }

    private static Epochs epochs(Cursor cursor) {
        int[] epochs = new int[cursor.partitions()];
        Arrays.setAll(epochs, cursor::epoch);
        return Epochs.of(epochs);
    }

    /** Claims that a log gives any cursor a verdict, and that a cursor that waits is of the same topic. */
    private static void isJudged(Cursor cursor) {
        try (LogReader reader = LOG.subscribe("ada", () -> {})) {
            reader.beginAfter(cursor, () -> {})
                    .ifPresentOrElse(
                            beginning -> Claim.that(
                                    Cursor.parse(beginning.cursor()).isPresent()
                                            || beginning.cursor().length() > Cursor.MAX_LENGTH,
                                    "a beginning has no cursor"),
                            () -> Claim.same(cursor.topic(), TOPIC, "the topic of a cursor that waits"));
        }
    }

    private static TaskLog log() {
        TaskLog log = new TaskLog(ShippedSettings.settings().window(), InstantSource.system());
        log.open(TOPIC, ENDS);
        log.observeEnds(ENDS);
        log.caughtUp();
        return log;
    }
}
