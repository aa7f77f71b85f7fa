package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.log.LogReader;
import dev.taskcast.wire.ServerFrames;
import java.util.ArrayList;
import java.util.List;

/** Everything that is pending for a socket, in one frame, for clients that accept it. */
final class Batch {
    private Batch() {}

    /** {@code first} alone if nothing follows, else a batch that begins with it. */
    static String collect(String first, LogReader reader, SessionRegistry registry) {
        SessionSettings settings = registry.settings();
        List<String> frames = new ArrayList<>();
        frames.add(first);
        int length = first.length();
        while (frames.size() < settings.batchFrames() && length < settings.batchBytes()) {
            String frame = reader.next();
            if (frame == null) {
                break;
            }
            frames.add(frame);
            length += frame.length();
        }
        if (frames.size() == 1) {
            return first;
        }
        registry.counters().delivered(frames.size() - 1);
        return ServerFrames.batch(frames);
    }
}
