package dev.taskcast.sessions;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes one allocation of a {@link Wheel} fail; later ones succeed. */
final class NoRoom {
    private NoRoom() {}

    /** One addition fails, after {@code others} that succeed. */
    static void toAdd(Wheel wheel, int others) {
        AtomicInteger left = new AtomicInteger(others);
        wheel.slots.replaceAll(slot -> new Slot(slot) {
            @Override
            public boolean add(Session session) {
                fail(left);
                return slot.add(session);
            }
        });
    }

    /** One addition fails although the set already has the session, as when its table cannot grow. */
    static void toGrow(Wheel wheel) {
        AtomicInteger left = new AtomicInteger();
        wheel.slots.replaceAll(slot -> new Slot(slot) {
            @Override
            public boolean add(Session session) {
                boolean added = slot.add(session);
                fail(left);
                return added;
            }
        });
    }

    /** The first removal of {@code session} fails. */
    static void toTake(Wheel wheel, Session session) {
        AtomicInteger left = new AtomicInteger();
        wheel.slots.replaceAll(slot -> new Slot(slot) {
            @Override
            public Object[] toArray() {
                if (slot.contains(session)) {
                    fail(left);
                }
                return slot.toArray();
            }
        });
    }

    private static void fail(AtomicInteger left) {
        if (left.getAndDecrement() == 0) {
            throw new OutOfMemoryError("as a table that cannot grow");
        }
    }

    private abstract static class Slot extends AbstractSet<Session> {
        private final Set<Session> sessions;

        Slot(Set<Session> sessions) {
            this.sessions = sessions;
        }

        @Override
        public boolean add(Session session) {
            return sessions.add(session);
        }

        @Override
        public boolean remove(Object session) {
            return sessions.remove(session);
        }

        @Override
        public Iterator<Session> iterator() {
            return sessions.iterator();
        }

        @Override
        public int size() {
            return sessions.size();
        }
    }
}
