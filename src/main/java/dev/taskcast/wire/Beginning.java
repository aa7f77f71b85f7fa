package dev.taskcast.wire;

/** Where a session begins: what became of the cursor that its client came with, and the one that it goes on from. */
public sealed interface Beginning {
    /** The cursor that the client goes on from. */
    String cursor();

    /** The word for it in {@code welcome}. */
    Resume resume();

    /** The client came with no cursor: the session starts now. */
    record Fresh(String cursor) implements Beginning {
        @Override
        public Resume resume() {
            return Resume.FRESH;
        }
    }

    /** Everything since the cursor follows. */
    record Resumed(String cursor) implements Beginning {
        @Override
        public Resume resume() {
            return Resume.RESUMED;
        }
    }

    /** The past cannot be replayed, for a {@code reason}. */
    record Reset(ResetReason reason, String cursor) implements Beginning {
        @Override
        public Resume resume() {
            return Resume.RESET;
        }
    }
}
