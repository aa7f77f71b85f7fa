package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frames are sent whole and in order. Where the container allows it, several are in one write; elsewhere each is a
 * write.
 */
class FrameWriterTest {
    private final List<byte[]> writes = new ArrayList<>();
    private final List<String> sends = new ArrayList<>();
    private final RemoteEndpoint.Basic remote = Fake.of(RemoteEndpoint.Basic.class, (method, arguments) -> {
        sends.add((String) arguments[0] + (arguments.length == 1 ? "" : arguments[1]));
        return null;
    });
    private final Session socket = Fake.of(Session.class, (method, arguments) -> remote);
    private final FrameWriter writer = new FrameWriter(socket, Optional.of(this::written));

    @Test
    void shortFramesAreOneWrite() throws IOException {
        List<Frame> frames = frames(10, 200, 0, 125, 126, 127);
        writer.write(frames);
        assertThat(writes.size()).isOne();
        assertThat(received()).isEqualTo(texts(frames));
    }

    @Test
    void aWriteIsNoLongerThanABufferOfThePoolAndEndsWithAWholePiece() throws IOException {
        List<Frame> frames = Stream.iterate(1, length -> length + 331)
                .limit(64)
                .map(FrameWriterTest::frame)
                .toList();
        writer.write(frames);
        assertThat(writes.stream().map(write -> write.length).toList()).allMatch(length -> length <= Pieces.WRITE);
        assertThat(received()).isEqualTo(texts(frames));
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 300_000})
    void aLongFrameBetweenShortOnesComesInItsPlace(int length) throws IOException {
        List<Frame> frames = frames(3, length, 5);
        writer.write(frames);
        assertThat(received()).isEqualTo(texts(frames));
        assertThat(writes.size()).isEqualTo(length / Pieces.LENGTH + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Frame.LONG, 2 * Pieces.LENGTH - 40, 300_000})
    void aLongFrameWithAnotherCursorComesAsAnyOther(int length) throws IOException {
        List<Frame> frames = List.of(frame(3), frame(length).withCursor("another cursor of another length"), frame(5));
        writer.write(frames);
        assertThat(received()).isEqualTo(texts(frames)).element(1).asString().endsWith("another length\"}");
    }

    @Test
    void charactersOfSeveralBytesAreCounted() throws IOException {
        List<Frame> frames = List.of(
                ServerFrames.pong(quoted("\u20ac".repeat(3_000)), "c"),
                ServerFrames.pong(quoted("\uD83D\uDE00".repeat(9_000)), "c"));
        writer.write(frames);
        assertThat(received()).isEqualTo(texts(frames));
        assertThat(writes).allMatch(write -> write.length <= Pieces.WRITE);
    }

    @Test
    void inAnUnknownContainerEachFrameIsSentByTheApi() throws IOException {
        List<Frame> frames = frames(3, Pieces.LENGTH + 10, 5);
        new FrameWriter(socket, Optional.empty()).write(frames);
        String text = frames.get(1).text();
        assertThat(sends)
                .containsExactly(
                        frames.get(0).text(),
                        text.substring(0, Pieces.LENGTH) + "false",
                        text.substring(Pieces.LENGTH) + "true",
                        frames.get(2).text());
    }

    @Test
    void theSocketOfAnUnknownContainerHasNoContainerLink() {
        assertThat(ContainerLink.of(socket)).isEmpty();
    }

    private void written(List<byte[]> pieces, int length) {
        ByteArrayOutputStream write = new ByteArrayOutputStream();
        pieces.forEach(write::writeBytes);
        assertThat(length).isEqualTo(write.size());
        writes.add(write.toByteArray());
    }

    /** The messages as a client reads them. Fails if a write ends within a piece. */
    private List<String> received() {
        List<String> messages = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (byte[] write : writes) {
            ByteBuffer bytes = ByteBuffer.wrap(write);
            while (bytes.hasRemaining()) {
                int header = bytes.get();
                int length = bytes.get();
                byte[] piece = new byte[length < 126 ? length : bytes.getShort() & 0xffff];
                bytes.get(piece);
                assertThat(header & 0x0f).isEqualTo(message.size() > 0 ? 0 : 1);
                message.writeBytes(piece);
                if (header < 0) {
                    messages.add(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                }
            }
        }
        assertThat(message.size()).isZero();
        return messages;
    }

    private static List<Frame> frames(int... lengths) {
        return Arrays.stream(lengths).mapToObj(FrameWriterTest::frame).toList();
    }

    private static Frame frame(int length) {
        return ServerFrames.pong(quoted("x".repeat(length)), "cursor");
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static List<String> texts(List<Frame> frames) {
        return frames.stream().map(Frame::text).toList();
    }
}
