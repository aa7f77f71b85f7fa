/** Documents say what the code does, and the code keeps to its architecture: a table that no longer fits fails here. */
package dev.taskcast.documents;
