package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.wire.Cursor;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An entry is in the window and in all its feeds, or in no place. */
class WindowTest {
    private static final Cursor CURSOR = new Cursor(Replicas.TOPIC, new long[1]);
    private final Feeds feeds = new Feeds();
    private final Window window = new Window(new WindowSettings(64 << 20, Duration.ofMinutes(15)), feeds);

    @Test
    void anEntryWithoutRoomIsNeitherInTheWindowNorInAFeed() {
        Feed ada = feeds.of("ada");
        assertThatThrownBy(() -> window.add(Replicas.entry(1, 10, withoutRoom(ada)), CURSOR))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(window.statistics(0).events()).isZero();
        assertThat(ada.after(0)).isNull();
        window.add(Replicas.entry(2, 10, List.of(ada)), CURSOR);
        assertThat(window.statistics(0).events()).isOne();
        assertThat(ada.after(0).sequence()).isEqualTo(2);
    }

    /** Two feeds; the second one cannot grow. */
    private static List<Feed> withoutRoom(Feed first) {
        return new AbstractList<>() {
            @Override
            public Feed get(int index) {
                if (index > 0) {
                    throw new OutOfMemoryError("as a ring that cannot grow");
                }
                return first;
            }

            @Override
            public int size() {
                return 2;
            }
        };
    }
}
