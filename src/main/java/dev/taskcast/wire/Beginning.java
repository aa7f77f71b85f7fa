package dev.taskcast.wire;

/** Where a session begins: what became of the client's cursor, and the cursor that the session continues from. */
public sealed interface Beginning {
    /** The cursor that the session continues from. */
    String cursor();

    /** The value of the {@code resume} field in {@code welcome}. */
    Resume resume();

    /** The client sent no cursor: the session starts now. */
    record Fresh(String cursor) implements Beginning {
        @Override
        public Resume resume() {
            return Resume.FRESH;
        }
    }

    /** The client's cursor is valid: everything since that cursor follows. */
    record Resumed(String cursor) implements Beginning {
        @Override
        public Resume resume() {
            return Resume.RESUMED;
        }
    }

    /** The past cannot be replayed, for the given {@code reason}. */
    record Reset(ResetReason reason, String cursor) implements Beginning {
        @Override
        public Resume resume() {
            return Resume.RESET;
        }
    }
}
