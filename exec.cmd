@rem The scripts of package.json begin with exec, so that on Linux npm's signals reach the program and npm waits for its end:
@rem dash, the shell of Debian and Ubuntu, passes none on. cmd.exe has no exec; npm runs it in this folder, where it finds this.
@%*
