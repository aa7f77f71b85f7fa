package dev.taskcast.kit;

/** Daemon threads, which do not keep the JVM from ending. */
final class Threads {
    private Threads() {}

    static void start(Runnable work) {
        Thread thread = new Thread(work, "conformance");
        thread.setDaemon(true);
        thread.start();
    }
}
