package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ServerFrames.Greeting;
import dev.taskcast.wire.ServerFrames.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A frame knows its cursor for any other content of its text. */
class FrameTest {
    private static final String CURSOR = "AX3FM5xhAOgHAA";
    private static final Frame UPDATE = update("{\"id\":1,\"cursor\":\"fake\"}", CURSOR);

    @Test
    void everyFrameThatTellsACursorHasIt() {
        Greeting greeting = new Greeting("\"cursor\":\"fake\"", "s", Duration.ofSeconds(25), Instant.MAX);
        assertThat(List.of(
                        ServerFrames.welcome(greeting, new Beginning.Fresh(CURSOR)),
                        UPDATE,
                        ServerFrames.heartbeat(CURSOR),
                        ServerFrames.pong("\"cursor\"", CURSOR),
                        ServerFrames.reset(ResetReason.GAP_IN_LOG, CURSOR)))
                .allMatch(Frame::hasCursor)
                .allMatch(frame -> frame.cursor().equals(CURSOR));
    }

    @Test
    void framesAboutTheConnectionHaveNoCursor() {
        assertThat(List.of(
                        ServerFrames.authExpiring(Instant.EPOCH),
                        ServerFrames.authOk(Instant.MAX),
                        ServerFrames.goaway(Duration.ofSeconds(1)),
                        ServerFrames.error(ErrorCode.UNKNOWN_TYPE, "\"cursor\":\"fake\"")))
                .noneMatch(Frame::hasCursor)
                .allMatch(frame -> frame.cursor().isEmpty());
    }

    @Test
    void theCursorOfABatchIsTheLastOneInIt() {
        Frame goaway = ServerFrames.goaway(Duration.ofSeconds(1));
        Frame batch = ServerFrames.batch(List.of(update("{}", "AQ"), UPDATE, goaway));
        assertThat(batch.cursor()).isEqualTo(CURSOR);
        assertThat(ServerFrames.batch(List.of(goaway, goaway)).hasCursor()).isFalse();
    }

    @Test
    void anUpdateTellsItsEventForAnyTask() {
        String task = "{\"id\":7,\"event\":\"x.y\",\"time\":\"never\",\"cursor\":\"fake\"}";
        Instant time = Instant.parse("2026-11-23T10:00:00.250Z");
        Frame frame = ServerFrames.taskUpdate(new TaskUpdate("task.updated", task, "a\"\\\u0001", "f", time), CURSOR);
        assertThat(frame.event()).contains(new EventDetails("task.updated", "a\"\\\u0001", time));
        assertThat(frame.withCursor("AQ").event()).isEqualTo(frame.event());
        assertThat(ServerFrames.heartbeat(CURSOR).event()).isEmpty();
        assertThat(ServerFrames.batch(List.of(frame)).event()).isEmpty();
    }

    @Test
    void anotherCursorTakesThePlaceOfTheFramesOwnAndOfNothingElse() {
        Frame other = UPDATE.withCursor("AQIDBAUG");
        assertThat(other.cursor()).isEqualTo("AQIDBAUG");
        assertThat(other.text())
                .isEqualTo(UPDATE.text().replace(CURSOR, "AQIDBAUG"))
                .contains("fake");
        assertThat(ServerFrames.batch(List.of(other)).cursor()).isEqualTo("AQIDBAUG");
    }

    /** Its text is in two places, but it is a frame like any other. */
    @Test
    void aLongFrameWithAnotherCursorIsAsIfItWereBuiltWithIt() {
        String task = "{\"id\":\"" + "x\u20ac".repeat(Frame.LONG) + "\"}";
        Frame frame = update(task, CURSOR);
        for (String cursor : List.of("", "AQ", CURSOR, "A".repeat(300))) {
            Frame built = update(task, cursor);
            Frame other = frame.withCursor("AQIDBAUG").withCursor(cursor);
            assertThat(other).isEqualTo(built).hasSameHashCodeAs(built).hasToString(built.toString());
            assertThat(other.length()).isEqualTo(built.length());
            assertThat(other.cursor()).isEqualTo(cursor);
            assertThat(other.event()).isEqualTo(built.event());
            assertThat(other.withoutTask()).isEqualTo(built.withoutTask());
            assertThat(ServerFrames.batch(List.of(other, other))).isEqualTo(ServerFrames.batch(List.of(built, built)));
        }
    }

    @Test
    void eachPartOfALongFrameWithAnotherCursorIsThatOfItsText() {
        CharSequence text = update("\"" + "x".repeat(Frame.LONG) + "\"", CURSOR)
                .withCursor("AQIDBAUG")
                .characters();
        String whole = text.toString();
        assertThat(text).isNotInstanceOf(String.class).hasSize(whole.length());
        for (int from = whole.length() - 20; from <= whole.length(); from++) {
            for (int to = from; to <= whole.length(); to++) {
                assertThat(text.subSequence(from, to)).hasToString(whole.substring(from, to));
            }
        }
        assertThat(text.subSequence(0, whole.length() - 1)).hasToString(whole.substring(0, whole.length() - 1));
        assertThat(text.chars().toArray()).isEqualTo(whole.chars().toArray());
    }

    @Test
    void withoutItsTaskAFrameKeepsAllElse() {
        Frame frame = update("{\"id\":7,\"text\":\"\\\"task\\\":{}\"}", CURSOR);
        Frame shorter = frame.withoutTask();
        assertThat(shorter.text())
                .isEqualTo("{\"type\":\"task_update\",\"event\":\"task.created\",\"task\":{},\"id\":\"0-1\","
                        + "\"time\":\"1970-01-01T00:00:00Z\",\"cursor\":\"" + CURSOR + "\"}")
                .hasSize(shorter.length());
        assertThat(shorter.cursor()).isEqualTo(CURSOR);
        assertThat(shorter.event()).isEqualTo(frame.event());
    }

    @Test
    void onlyARefusedTokenCanBeReplacedByABetterOne() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ServerFrames.error(code, "a").text())
                    .contains("\"retryable\":" + (code == ErrorCode.TOKEN_REFUSED) + "}");
        }
    }

    @Test
    void aSavedFrameIsTheSameAgain() {
        Frame saved = Frame.of(UPDATE.text(), UPDATE.cursorStart(), UPDATE.detailsStart());
        assertThat(saved).isEqualTo(UPDATE).hasSameHashCodeAs(UPDATE);
        assertThat(saved.event()).isEqualTo(UPDATE.event());
        assertThat(UPDATE)
                .isNotEqualTo(Frame.of(UPDATE.text(), UPDATE.cursorStart() + 1, UPDATE.detailsStart()))
                .isNotEqualTo(Frame.of(UPDATE.text(), UPDATE.cursorStart(), UPDATE.detailsStart() + 1))
                .isNotEqualTo(Frame.of("{}", UPDATE.cursorStart(), UPDATE.detailsStart()))
                .isNotEqualTo(UPDATE.text());
        assertThat(UPDATE.toString()).isEqualTo("Frame[" + UPDATE.length() + " characters]");
    }

    private static Frame update(String task, String cursor) {
        return ServerFrames.taskUpdate(new TaskUpdate("task.created", task, "0-1", "", Instant.EPOCH), cursor);
    }
}
