package dev.taskcast.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.wire.ProblemException;
import org.junit.jupiter.api.Test;

/**
 * Requests are limited by their number and by their bytes. Here there is room for two requests, and for the bytes of
 * one request of the largest size.
 */
class RequestRoomTest {
    private final RequestRoom room = new IngestFixture().room;

    @Test
    void requestsAboveTheLimitAreRefusedUntilOneIsAnswered() {
        RequestRoom.Permit first = room.enter();
        room.enter();
        assertThatThrownBy(room::enter).isInstanceOf(ProblemException.class);
        first.close();
        first.close();
        room.enter();
        assertThatThrownBy(room::enter).isInstanceOf(ProblemException.class);
    }

    @Test
    void bytesCountFromTheirArrivalUntilTheirRequestIsAnswered() {
        RequestRoom.Permit first = room.enter();
        RequestRoom.Permit second = room.enter();
        first.grow(IngestFixture.MAX_REQUEST - 1);
        second.grow(1);
        assertThatThrownBy(() -> second.grow(1)).isInstanceOf(ProblemException.class);
        first.close();
        assertThatCode(() -> second.grow(IngestFixture.MAX_REQUEST - 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> second.grow(1)).isInstanceOf(ProblemException.class);
    }
}
