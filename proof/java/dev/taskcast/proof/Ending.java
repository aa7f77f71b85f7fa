package dev.taskcast.proof;

/** Ends a fault. It returns when all processes are running again. */
interface Ending {
    Ending NOTHING = () -> {};

    void end() throws Exception;
}
