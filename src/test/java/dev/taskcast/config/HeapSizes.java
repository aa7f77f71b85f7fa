package dev.taskcast.config;

/** Prints which share of its largest size the heap has, before and after collections that find no live objects. */
final class HeapSizes {
    private HeapSizes() {}

    public static void main(String[] arguments) {
        long before = percent();
        // Several collections, because a collector may give back only a part each time.
        for (int i = 0; i < 5; i++) {
            Runtime.getRuntime().gc();
        }
        System.out.println("before " + before + " %, after " + percent() + " %");
    }

    private static long percent() {
        return 100 * Runtime.getRuntime().totalMemory() / Runtime.getRuntime().maxMemory();
    }
}
