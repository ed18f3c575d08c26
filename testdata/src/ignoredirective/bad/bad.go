package bad

import "net"

func misspelt(conn *net.TCPConn) {
	f, _ := conn.File()
	//gopitfalls:ignroe connfile nobody reads // want `unknown directive "ignroe"; write //gopitfalls:ignore CHECK reason, or file-ignore for the whole file`
	_ = f.Fd()
}

func unknownCheck(conn *net.TCPConn) {
	f, _ := conn.File()
	_ = f.Fd() //gopitfalls:ignore confile nobody reads // want `there is no check "confile"; run 'gopitfalls help' for their names`
}

func noCheck(conn *net.TCPConn) {
	f, _ := conn.File()
	/* want `the directive names no check; write //gopitfalls:ignore CHECK reason` */ //gopitfalls:ignore
	_ = f.Fd()
}

func noReason(conn *net.TCPConn) {
	f, _ := conn.File()
	/* want `the directive suppresses nothing because it gives no reason; add one behind the check's name` */ //gopitfalls:ignore connfile
	_ = f.Fd()
}

//gopitfalls:ignore connfile the whole function // want `connfile finds nothing here, so the directive suppresses nothing; delete it, or put it right above the finding`
func bodyNotCovered(conn *net.TCPConn) {
	f, _ := conn.File()
	_ = f.Fd()
}

func repaired(conn *net.TCPConn) error {
	//gopitfalls:ignore connfile once needed // want `connfile finds nothing here, so the directive suppresses nothing; delete it, or put it right above the finding`
	_, err := conn.SyscallConn()
	return err
}

func nearMisses(conn *net.TCPConn) {
	f, _ := conn.File()
	// gopitfalls:ignore connfile nobody reads // want `this is no directive, and suppresses nothing; write //gopitfalls:ignore CHECK reason, in lower case and without space`
	_ = f.Fd()
	//Gopitfalls:Ignore connfile nobody reads // want `this is no directive`
	_ = f.Fd()
	//gopitfalls: ignore connfile nobody reads // want `unknown directive ""; write //gopitfalls:ignore CHECK reason`
	_ = f.Fd()
	/* gopitfalls:ignore connfile nobody reads */ // want `this is no directive`
	_ = f.Fd()
}

//gopitfalls:file-ignore nilchan there is none // want `nilchan finds nothing here, so the directive suppresses nothing`
