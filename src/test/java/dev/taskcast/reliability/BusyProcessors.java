package dev.taskcast.reliability;

/** Keeps every processor of the machine busy until it is closed, as a neighbour on the same node may do. */
final class BusyProcessors implements AutoCloseable {
    private volatile boolean over;

    void start() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(this::spin, "busy");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void spin() {
        while (!over) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
