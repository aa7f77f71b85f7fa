package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorTest {
    private static final TopicIdentity TOPIC = TopicIdentity.of("fq1Qn1kxSjy0sYbLVMwpZQ");

    @Test
    void whatWasEncodedIsReadBack() {
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
    void theBytesAreThoseOfTheDocument() {
        String text = new Cursor(TOPIC, new long[] {0, 127, 128, 300}).encode();
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        assertThat(bytes[0]).isEqualTo((byte) 1);
        assertThat(bytes).hasSize(1 + 5 + 1 + 1 + 2 + 2);
        assertThat(java.util.Arrays.copyOfRange(bytes, 6, 12)).containsExactly(0, 127, 0x80, 1, 0xac, 2);
    }

    @Test
    void whatIsNoCursorIsNone() {
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
                bytes[0] = 1;
            }
            Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                    .ifPresent(cursor -> {
                        for (int partition = 0; partition < cursor.partitions(); partition++) {
                            assertThat(cursor.next(partition)).isNotNegative();
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
}
