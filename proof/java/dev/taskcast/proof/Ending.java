package dev.taskcast.proof;

/** What ends a fault; it returns when all processes are there again. */
interface Ending {
    Ending NOTHING = () -> {};

    void end() throws Exception;
}
