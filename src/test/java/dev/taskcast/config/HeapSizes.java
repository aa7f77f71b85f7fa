package dev.taskcast.config;

/** Prints how much of its largest size the heap has, before and after collections that find nothing live. */
final class HeapSizes {
    private HeapSizes() {}

    public static void main(String[] arguments) {
        long before = percent();
        // Several: a collector may give back a part each time.
        for (int i = 0; i < 5; i++) {
            Runtime.getRuntime().gc();
        }
        System.out.println("before " + before + " %, after " + percent() + " %");
    }

    private static long percent() {
        return 100 * Runtime.getRuntime().totalMemory() / Runtime.getRuntime().maxMemory();
    }
}
