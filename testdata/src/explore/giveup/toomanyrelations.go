package giveup

// More numbers are compared than can be kept in relation.
func tooManyRelations(a1, b1, c1, d1, e1, f1, g1, h1, i1, j1, k1, l1, m1, n1, o1, p1, q1, r1, s1,
	a2, b2, c2, d2, e2, f2, g2, h2, i2, j2, k2, l2, m2, n2, o2, p2, q2, r2, s2 int) {
	c := make(chan int)
	go func() { c <- 1 }()
	if a1 < b1 && b1 < c1 && c1 < d1 && d1 < e1 && e1 < f1 && f1 < g1 &&
		g1 < h1 && h1 < i1 && i1 < j1 && j1 < k1 && k1 < l1 && l1 < m1 &&
		m1 < n1 && n1 < o1 && o1 < p1 && p1 < q1 && q1 < r1 && r1 < s1 &&
		s1 < a2 && a2 < b2 && b2 < c2 && c2 < d2 && d2 < e2 && e2 < f2 &&
		f2 < g2 && g2 < h2 && h2 < i2 && i2 < j2 && j2 < k2 && k2 < l2 &&
		l2 < m2 && m2 < n2 && n2 < o2 && o2 < p2 && p2 < q2 && q2 < r2 &&
		r2 < s2 {
		println(<-c)
		return
	}
	println(<-c)
}
