package dev.taskcast.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What reaches the application, each event exactly once: the cursor, and what two overlapping lines both bring. */
final class Delivery {
    private final TaskcastClient.Listener listener;
    /** Events that the line of before brought, and the new one will bring again. */
    private final List<String> seen = new ArrayList<>();

    private String user;
    private String received;
    /** Why a snapshot is to be loaded that is not there; else null. */
    private String owed;
    /** What the application may store: all of it was handed over, and no snapshot is owed. */
    volatile String stored;

    Delivery(String cursor, TaskcastClient.Listener listener) {
        this.listener = listener;
        received = cursor;
        stored = cursor;
    }

    /** The cursor for a line that begins now (C-17). */
    String cursor() {
        return received;
    }

    /** A session begins, and is the only one that is listened to; {@code overlap} is what the one before brought. */
    void welcome(Map<String, Object> frame, List<String> overlap) {
        seen.addAll(overlap);
        boolean other = user != null && !user.equals(frame.get("user"));
        user = (String) frame.get("user");
        String verdict = (String) frame.get("resume");
        if (other || received == null || !"resumed".equals(verdict)) { // C-11 to C-13, C-15
            reset(other ? "user-changed" : String.valueOf(frame.getOrDefault("reason", verdict)));
        }
        take(frame);
    }

    /** An event. */
    void update(Map<String, Object> frame, List<String> overlap) {
        String name = String.valueOf(frame.getOrDefault("fingerprint", frame.get("id"))); // C-19
        if (overlap != null) {
            overlap.add(name);
        }
        if (!seen.remove(name)) { // once for each time that it was noted (C-20)
            try {
                listener.event(frame);
            } catch (RuntimeException failed) {
                TaskcastClient.LOG.log(System.Logger.Level.WARNING, "The listener failed", failed);
            }
        }
    }

    /** Nobody can prove what was missed (C-14). */
    void reset(String reason) {
        seen.clear(); // C-21
        owed = reason;
        load();
    }

    /** A snapshot is not there. */
    boolean owes() {
        return owed != null;
    }

    /** Loads the snapshot that is owed. */
    void load() {
        try {
            if (owed != null) {
                listener.reset(owed);
                owed = null;
                stored = received;
            }
        } catch (RuntimeException failed) {
            TaskcastClient.LOG.log(System.Logger.Level.WARNING, "The snapshot failed", failed);
        }
    }

    /** The newest cursor is the only one to keep, after what it stands for was handed over (C-9). */
    void take(Map<String, Object> frame) {
        if (frame.get("cursor") instanceof String newest) {
            received = newest;
            stored = owed == null ? newest : stored;
        }
    }
}
