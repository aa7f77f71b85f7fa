package dev.taskcast.events;

import dev.taskcast.wire.Names;
import java.util.List;

/** The users that an event concerns. */
public sealed interface Audience {
    /** The longest user id, in characters. */
    int USER_CHARS = 256;

    /**
     * Whether {@code id} can be a user's id: not blank, no control character, at most {@link #USER_CHARS} characters.
     */
    static boolean isUser(String id) {
        return Names.isName(id, USER_CHARS);
    }

    /** Whether the audience is the user {@code id} alone. */
    default boolean isJust(String id) {
        return this instanceof Users users
                && users.ids().size() == 1
                && users.ids().get(0).equals(id);
    }

    /** These users, each once, in the order in which the producer named them; at least one user. */
    record Users(List<String> ids) implements Audience {
        public Users {
            ids = ids.size() == 1 ? List.copyOf(ids) : ids.stream().distinct().toList();
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("An event concerns at least one user");
            }
        }
    }

    /** Every user. */
    record Everyone() implements Audience {}
}
