package dev.taskcast.log;

/**
 * The feed of a user and that of everyone, read as one. For any thread.
 *
 * @param own that of the user
 * @param shared that of everyone
 */
record BothFeeds(Feed own, Feed shared) {
    /** Whether something came after {@code sequence}. */
    boolean haveAfter(long sequence) {
        return own.hasAfter(sequence) || shared.hasAfter(sequence);
    }

    /** The first entry after {@code sequence}; null if there is none, {@link Entry#LOST} if one was forgotten already. */
    Entry after(long sequence) {
        Entry ofUser = own.after(sequence);
        Entry ofEveryone = shared.after(sequence);
        if (ofEveryone != null && (ofUser == null || ofEveryone.sequence() < ofUser.sequence())) {
            // Both may have been appended since the own feed was looked at, the own one first.
            ofUser = own.after(sequence);
        }
        return earlier(ofUser, ofEveryone);
    }

    /** What is lost is before everything else. */
    private static Entry earlier(Entry one, Entry other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.sequence() < other.sequence() ? one : other;
    }
}
