package dev.taskcast.kit;

/** Threads that keep nobody from ending. */
final class Threads {
    private Threads() {}

    static void start(Runnable work) {
        Thread thread = new Thread(work, "conformance");
        thread.setDaemon(true);
        thread.start();
    }
}
