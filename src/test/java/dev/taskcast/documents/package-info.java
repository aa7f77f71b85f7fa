/** Documents match the code, and the code keeps to its architecture: a table that no longer matches fails here. */
package dev.taskcast.documents;
