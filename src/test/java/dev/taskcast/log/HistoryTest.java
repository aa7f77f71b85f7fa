package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Epochs;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History();

    @Test
    void anOffsetIsOfTheEpochThatItWasReadWith() {
        read(0, 49, 3);
        read(50, 149, 5);
        assertThat(history.has(49, 3)).isTrue();
        assertThat(history.has(50, 5)).isTrue();
        assertThat(history.has(149, 5)).isTrue();
        assertThat(history.has(99, 3))
                .as("the epoch of records that were cut off")
                .isFalse();
        assertThat(history.has(99, 4))
                .as("the epoch of a leader that is forgotten")
                .isFalse();
        assertThat(history.has(49, 5)).isFalse();
        assertThat(history.epoch()).isEqualTo(5);
    }

    /** The marker of a transaction is not a record: one replica learned its epoch, another did not. */
    @Test
    void anOffsetWithoutARecordIsOfEitherEpoch() {
        read(0, 9, 1);
        read(11, 12, 4);
        assertThat(history.has(10, 1)).isTrue();
        assertThat(history.has(10, 4)).isTrue();
        assertThat(history.has(10, 2)).isFalse();
    }

    @Test
    void anUnreadOffsetIsOfTheLastLeaderOrALaterOne() {
        read(0, 9, 2);
        assertThat(history.has(20, 2)).isTrue();
        assertThat(history.has(20, 3)).isTrue();
        assertThat(history.has(20, 1)).isFalse();
    }

    @Test
    void anOffsetBeforeAllReadOnesIsOfTheFirstLeaderOrAnEarlierOne() {
        assertThat(history.has(9, 7)).as("nothing is known").isTrue();
        read(10, 12, 4);
        assertThat(history.has(9, 4)).isTrue();
        assertThat(history.has(9, 2)).isTrue();
        assertThat(history.has(9, 5)).isFalse();
    }

    @Test
    void recordsThatAreCutOffCountAsNeverRead() {
        read(0, 49, 3);
        read(50, 99, 4);
        history.cutOff(30);
        assertThat(history.epoch()).isEqualTo(3);
        read(30, 99, 6);
        assertThat(history.has(29, 3)).isTrue();
        assertThat(history.has(40, 3)).isFalse();
        assertThat(history.has(60, 4)).isFalse();
        assertThat(history.has(60, 6)).isTrue();
    }

    @Test
    void ifAllRecordsAreCutOffNothingIsKnown() {
        read(5, 9, 3);
        history.cutOff(5);
        assertThat(history.epoch()).isEqualTo(Epochs.UNKNOWN);
        assertThat(history.has(4, 1)).isTrue();
    }

    @Test
    void epochsOfForgottenEventsAreForgotten() {
        for (int epoch = 0; epoch < 1_000; epoch++) {
            read(epoch, epoch, epoch);
            history.forgetBefore(epoch - 2);
        }
        assertThat(history.has(998, 998)).isTrue();
        assertThat(history.has(998, 997)).isFalse();
        assertThat(history.runs()).isEqualTo(3);
    }

    @Test
    void aRecordWithoutAnEpochProvesNothing() {
        read(0, 9, 3);
        read(10, 12, Epochs.UNKNOWN);
        assertThat(history.epoch()).isEqualTo(Epochs.UNKNOWN);
        assertThat(history.has(11, 2)).isTrue();
        assertThat(history.has(8, 2)).isFalse();
    }

    private void read(long first, long last, int epoch) {
        for (long offset = first; offset <= last; offset++) {
            history.add(offset, epoch);
        }
    }
}
