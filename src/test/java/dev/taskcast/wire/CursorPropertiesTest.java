package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for all cursors: they are read as they were written, are ordered, and can be joined. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class CursorPropertiesTest {
    private static final TopicIdentity TOPIC = TopicIdentity.of("fq1Qn1kxSjy0sYbLVMwpZQ");
    private static final int PARTITIONS = 40;

    @Property
    void aWrittenCursorIsReadBack(@ForAll("cursors") Cursor cursor) {
        String text = cursor.encode();
        assertThat(text).hasSizeLessThanOrEqualTo(Cursor.MAX_LENGTH);
        assertThat(Cursor.parse(text)).contains(cursor);
    }

    /** If a proxy changes one character, the text is another cursor or no cursor. The parser never throws. */
    @Property
    void aChangedTextIsAnotherCursorOrNoCursor(
            @ForAll("cursors") Cursor cursor, @ForAll @IntRange(max = 500) int at, @ForAll char other) {
        StringBuilder text = new StringBuilder(cursor.encode());
        text.setCharAt(at % text.length(), other);
        Cursor.parse(text.toString())
                .ifPresent(read -> assertThat(Cursor.parse(read.encode())).contains(read));
    }

    @Property
    void aJoinedCursorHasSeenWhatBothHaveSeenAndNothingElse(
            @ForAll("cursors") Cursor one, @ForAll("cursors") Cursor other) {
        Cursor union = one.union(other);
        assertThat(union.covers(one)).isTrue();
        assertThat(union.covers(other)).isTrue();
        for (int partition = 0; partition < union.partitions(); partition++) {
            assertThat(union.next(partition)).isIn(one.next(partition), other.next(partition));
        }
    }

    @Property
    void joiningKnowsNoOrder(
            @ForAll("cursors") Cursor one, @ForAll("cursors") Cursor other, @ForAll("cursors") Cursor third) {
        assertThat(one.union(one)).isEqualTo(one);
        assertThat(one.union(other)).isEqualTo(other.union(one));
        assertThat(one.union(other).union(third)).isEqualTo(one.union(other.union(third)));
    }

    @Property
    void cursorsThatCoverEachOtherHaveTheSameOffsets(@ForAll("cursors") Cursor one, @ForAll("cursors") Cursor other) {
        assertThat(one.covers(one)).isTrue();
        boolean same = true;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            same &= one.next(partition) == other.next(partition);
        }
        assertThat(one.covers(other) && other.covers(one)).isEqualTo(same);
    }

    /** Random cursors are seldom equal, so this one is made from the other: with more partitions, all at their start. */
    @Property
    void partitionsAtTheirStartChangeNothing(@ForAll("cursors") Cursor cursor, @ForAll @IntRange(max = 3) int more) {
        int partitions = cursor.partitions();
        long[] next = LongStream.range(0, partitions + more)
                .map(partition -> partition < partitions ? cursor.next((int) partition) : 0)
                .toArray();
        int[] known = IntStream.range(0, partitions).map(cursor::epoch).toArray();
        Cursor longer = new Cursor(TOPIC, next, Epochs.of(known));
        assertThat(longer.covers(cursor) && cursor.covers(longer)).isTrue();
        assertThat(longer.equals(cursor)).isEqualTo(more == 0);
        assertThat(more > 0 || longer.hashCode() == cursor.hashCode()).isTrue();
    }

    @Property
    void oneRecordMovesOnePartition(
            @ForAll("cursors") Cursor cursor,
            @ForAll @IntRange(max = PARTITIONS) int partition,
            @ForAll @LongRange(min = 1, max = 1L << 40) long more,
            @ForAll @IntRange(min = -1) int epoch) {
        Cursor after = cursor.with(partition, cursor.next(partition) + more, epoch);
        assertThat(after.covers(cursor)).isTrue();
        assertThat(cursor.covers(after)).isFalse();
        assertThat(after.next(partition)).isEqualTo(cursor.next(partition) + more);
        assertThat(after.epoch(partition)).isEqualTo(epoch);
        for (int each = 0; each <= PARTITIONS; each++) {
            if (each != partition) {
                assertThat(after.next(each)).isEqualTo(cursor.next(each));
                assertThat(after.epoch(each)).isEqualTo(cursor.epoch(each));
            }
        }
    }

    @Provide
    Arbitrary<Cursor> cursors() {
        Arbitrary<long[]> offsets = Arbitraries.oneOf(
                        Arbitraries.longs().between(0, 3), Arbitraries.longs().between(0, 1L << 40))
                .array(long[].class)
                .ofMaxSize(PARTITIONS);
        Arbitrary<int[]> epochs = Arbitraries.oneOf(
                        Arbitraries.integers().between(-1, 2),
                        Arbitraries.integers().greaterOrEqual(-1))
                .array(int[].class)
                .ofMaxSize(PARTITIONS);
        return Combinators.combine(offsets, epochs)
                .as((next, known) ->
                        new Cursor(TOPIC, next, Epochs.of(Arrays.copyOf(known, Math.min(known.length, next.length)))));
    }
}
