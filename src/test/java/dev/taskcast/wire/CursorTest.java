package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorTest {
    private static final TopicIdentity TOPIC = TopicIdentity.of("fq1Qn1kxSjy0sYbLVMwpZQ");

    @Test
    void anEncodedCursorIsReadBack() {
        Random random = new Random(7);
        for (int partitions = 0; partitions < 200; partitions++) {
            long[] next =
                    random.longs(partitions, 0, 1L << (partitions % 40 + 1)).toArray();
            Cursor cursor = new Cursor(TOPIC, next);
            assertThat(Cursor.parse(cursor.encode())).contains(cursor);
        }
    }

    @Test
    void twoHundredPartitionsFitIntoTheLimitWithATrillionRecordsEach() {
        long[] next = new long[200];
        java.util.Arrays.fill(next, 1L << 40);
        assertThat(new Cursor(TOPIC, next).encode()).hasSizeLessThanOrEqualTo(Cursor.MAX_LENGTH);
    }

    @Test
    void theEpochsOfLeadersAreReadBackToo() {
        Random random = new Random(8);
        for (int partitions = 1; partitions < 120; partitions++) {
            long[] next = random.longs(partitions, 0, 1L << 40).toArray();
            int[] epochs = random.ints(partitions, -1, 1 << random.nextInt(31)).toArray();
            Cursor cursor = new Cursor(TOPIC, next, Epochs.of(epochs));
            Cursor read = Cursor.parse(cursor.encode()).orElseThrow();
            assertThat(read).isEqualTo(cursor);
            for (int partition = 0; partition < partitions; partition++) {
                assertThat(read.epoch(partition)).isEqualTo(epochs[partition]);
            }
        }
    }

    @Test
    void epochsThatWouldMakeItTooLongAreLeftOut() {
        long[] next = new Random(10).longs(200, 1L << 39, 1L << 40).toArray();
        int[] epochs = new Random(11).ints(200, 0, 1 << 20).toArray();
        String text = new Cursor(TOPIC, next, Epochs.of(epochs)).encode();
        assertThat(Cursor.parse(text)).contains(new Cursor(TOPIC, next));
    }

    /**
     * The figures of docs/decisions/cursors.md, in characters: without epochs, with one epoch, with three epochs, and
     * with a different epoch for each partition.
     */
    @Test
    void epochsMakeACursorOnlyALittleLonger() {
        assertThat(lengths(12)).containsExactly(88, 92, 98, 106);
        assertThat(lengths(200)).containsExactly(1342, 1348, 1352, 1611);
    }

    private static int[] lengths(int partitions) {
        long[] next = new long[partitions];
        java.util.Arrays.fill(next, 1_000_000_000L);
        int[] same = new int[partitions];
        int[] three = new int[partitions];
        int[] different = new int[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            same[partition] = 14;
            three[partition] = 14 + partition * 3 / partitions;
            different[partition] = 14 + 3 * (partition % 5);
        }
        return new int[] {
            new Cursor(TOPIC, next).encode().length(),
            new Cursor(TOPIC, next, Epochs.of(same)).encode().length(),
            new Cursor(TOPIC, next, Epochs.of(three)).encode().length(),
            new Cursor(TOPIC, next, Epochs.of(different)).encode().length()
        };
    }

    @Test
    void twoHundredPartitionsFitIntoTheLimitWithAnyLeaders() {
        long[] next = new long[200];
        java.util.Arrays.fill(next, 1L << 40);
        int[] epochs = new Random(9).ints(200, 0, 30).toArray();
        assertThat(new Cursor(TOPIC, next, Epochs.of(epochs)).encode()).hasSizeLessThanOrEqualTo(Cursor.MAX_LENGTH);
    }

    @Test
    void theBytesWithEpochsAreThoseOfTheDocument() {
        String text = new Cursor(TOPIC, new long[] {0, 127, 300}, Epochs.of(-1, 4, 4)).encode();
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        assertThat(bytes[0]).isEqualTo((byte) 2);
        assertThat(java.util.Arrays.copyOfRange(bytes, 6, bytes.length))
                .containsExactly(3, 0, 127, 0xac, 2, 0, 5 << 2 | 1, 1);
    }

    @Test
    void epochsThatAreNotWellFormedMakeNoCursor() {
        for (int[] epochs : new int[][] {{0x80}, {1}, {2, 2}, {1, 9}, {3 << 1}, {0xfc, 0xff, 0xff, 0xff, 0xff, 0x7f}}) {
            byte[] bytes = new byte[8 + epochs.length];
            bytes[0] = 2;
            bytes[6] = 1;
            for (int i = 0; i < epochs.length; i++) {
                bytes[8 + i] = (byte) epochs[i];
            }
            assertThat(Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                    .isEmpty();
        }
    }

    @Test
    void theBytesAreThoseOfTheDocument() {
        String text = new Cursor(TOPIC, new long[] {0, 127, 128, 300}).encode();
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        assertThat(bytes[0]).isEqualTo((byte) 1);
        assertThat(bytes).hasSize(1 + 5 + 1 + 1 + 2 + 2);
        assertThat(java.util.Arrays.copyOfRange(bytes, 6, 12)).containsExactly(0, 127, 0x80, 1, 0xac, 2);
    }

    @Test
    void textThatIsNotACursorIsRefused() {
        String good = new Cursor(TOPIC, new long[] {1_000, 2_000}).encode();
        assertThat(Cursor.parse("")).isEmpty();
        assertThat(Cursor.parse("not a cursor")).isEmpty();
        assertThat(Cursor.parse("AA")).isEmpty();
        assertThat(Cursor.parse("B" + good.substring(1))).as("another version").isEmpty();
        assertThat(Cursor.parse(good.substring(0, good.length() - 1)))
                .as("cut inside an offset")
                .isEmpty();
        assertThat(Cursor.parse("A".repeat(Cursor.MAX_LENGTH + 1)))
                .as("too long")
                .isEmpty();
    }

    @Test
    void anOffsetOfTenBytesIsRefused() {
        byte[] bytes = new byte[6 + 10];
        bytes[0] = 1;
        java.util.Arrays.fill(bytes, 6, 16, (byte) 0xff);
        assertThat(Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isEmpty();
    }

    @Test
    void randomTextNeverThrowsAndNeverGivesANegativeOffset() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (1 + i % 2);
            }
            Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                    .ifPresent(cursor -> {
                        for (int partition = 0; partition < cursor.partitions(); partition++) {
                            assertThat(cursor.next(partition)).isNotNegative();
                            assertThat(cursor.epoch(partition)).isGreaterThanOrEqualTo(Epochs.UNKNOWN);
                        }
                    });
        }
    }

    @Test
    void aPartitionThatItDoesNotKnowCountsFromItsFirstOffset() {
        Cursor old = new Cursor(TOPIC, new long[] {5});
        assertThat(old.next(1)).isZero();
        assertThat(new Cursor(TOPIC, new long[] {5, 0}).covers(old)).isTrue();
        assertThat(old.covers(new Cursor(TOPIC, new long[] {5, 1}))).isFalse();
    }

    @Test
    void aUnionHasSeenWhatEitherHasSeen() {
        Cursor one = new Cursor(TOPIC, new long[] {5, 1});
        Cursor other = new Cursor(TOPIC, new long[] {3, 4, 2});
        assertThat(one.union(other)).isEqualTo(new Cursor(TOPIC, new long[] {5, 4, 2}));
        assertThat(one.union(other).covers(one)).isTrue();
        assertThat(one.union(other).covers(other)).isTrue();
    }

    @Test
    void aUnionHasTheLeadersOfWhatWasSeenLast() {
        Cursor one = new Cursor(TOPIC, new long[] {5, 1, 7, 7}, Epochs.of(3, 9, -1, 6));
        Cursor other = new Cursor(TOPIC, new long[] {4, 2, 7, 7}, Epochs.of(9, 3, 5, 5));
        assertThat(one.union(other)).isEqualTo(new Cursor(TOPIC, new long[] {5, 2, 7, 7}, Epochs.of(3, 3, 5, 6)));
    }

    @Test
    void cursorsOfAnotherTopicOffsetOrLeaderAreNotEqual() {
        Cursor cursor = new Cursor(TOPIC, new long[] {5, 1}, Epochs.of(3, 9));
        assertThat(cursor)
                .isEqualTo(new Cursor(TOPIC, new long[] {5, 1}, Epochs.of(3, 9)))
                .hasSameHashCodeAs(new Cursor(TOPIC, new long[] {5, 1}, Epochs.of(3, 9)))
                .isNotEqualTo(new Cursor(TopicIdentity.of("another"), new long[] {5, 1}, Epochs.of(3, 9)))
                .isNotEqualTo(new Cursor(TOPIC, new long[] {5, 2}, Epochs.of(3, 9)))
                .isNotEqualTo(new Cursor(TOPIC, new long[] {5, 1}, Epochs.of(3, 8)))
                .isNotEqualTo(new Cursor(TOPIC, new long[] {5, 1}))
                .isNotEqualTo("a text");
    }

    @Test
    void theOffsetsAreACopy() {
        Cursor cursor = new Cursor(TOPIC, new long[] {5, 1});
        long[] next = cursor.next();
        assertThat(next).containsExactly(5, 1);
        next[0] = 6;
        assertThat(cursor.next(0)).isEqualTo(5);
    }

    /** The cursor of a topic without partitions is the shortest text that is a cursor. */
    @Test
    void aCursorWithoutPartitionsIsReadBack() {
        Cursor cursor = new Cursor(TOPIC, new long[0]);
        assertThat(Cursor.parse(cursor.encode())).contains(cursor);
        assertThat(cursor.encode()).hasSize(8);
    }

    @Test
    void epochsStayInACursorThatIsJustShortEnough() {
        int partitions = Cursor.MAX_LENGTH / 4 * 3 - 6 - 2 - 1 - 2;
        long[] next = new long[partitions];
        int[] same = new int[partitions];
        Cursor fits = new Cursor(TOPIC, next, Epochs.of(same));
        assertThat(fits.encode()).hasSize(Cursor.MAX_LENGTH);
        assertThat(Cursor.parse(fits.encode())).contains(fits);
        next[0] = 128;
        assertThat(Cursor.parse(new Cursor(TOPIC, next, Epochs.of(same)).encode()))
                .contains(new Cursor(TOPIC, next));
    }

    @Test
    void oneMoreRecordMovesItsPartitionAlone() {
        Cursor cursor = new Cursor(TOPIC, new long[] {5, 1}, Epochs.of(3, 9));
        assertThat(cursor.with(1, 2, 10)).isEqualTo(new Cursor(TOPIC, new long[] {5, 2}, Epochs.of(3, 10)));
        assertThat(cursor.with(2, 1, 4)).isEqualTo(new Cursor(TOPIC, new long[] {5, 1, 1}, Epochs.of(3, 9, 4)));
        assertThat(cursor.with(2, 1, 4).partitions()).isEqualTo(3);
        assertThat(cursor.topic()).isEqualTo(TOPIC);
    }

    /** Another writer of cursors may choose this form. */
    @Test
    void theLaterFormMayLackEpochs() {
        byte[] bytes = Base64.getUrlDecoder().decode(new Cursor(TOPIC, new long[] {5, 1}).encode());
        byte[] later = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, later, 0, 6);
        later[0] = 2;
        later[6] = 2;
        System.arraycopy(bytes, 6, later, 7, 2);
        assertThat(Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(later)))
                .contains(new Cursor(TOPIC, new long[] {5, 1}));
    }

    @Test
    void theLargestEpochIsReadBackAndALargerOneIsRefused() {
        Cursor cursor = new Cursor(TOPIC, new long[] {5}, Epochs.of(Integer.MAX_VALUE));
        assertThat(Cursor.parse(cursor.encode())).contains(cursor);
        byte[] bytes = Base64.getUrlDecoder().decode(cursor.encode());
        bytes[8] = (byte) (bytes[8] + 4);
        assertThat(Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isEmpty();
    }
}
